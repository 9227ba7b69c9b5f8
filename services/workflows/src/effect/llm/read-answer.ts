import { isJson } from '@mesh/egress/content-type';
import { standardFault } from '../../workflow-fault.ts';
import { refuseFailure } from '../answer-http.ts';
import { eventsIn } from '../event-stream-reader.ts';
import type { HttpAnswer } from '../http-call.ts';
import { type Completion, CompletionReader, messageOf } from './completion.ts';

const LONGEST_CONTENT = 1_024 * 1_024;

/** The answer of a model, streamed or not. Throws `WorkflowFault` for a failure, and for what is no whole answer. */
export function readAnswer(answer: HttpAnswer): Completion {
  const { status, headers, raw, content } = answer;
  if (status === 401) throw standardFault('authentication', 'the endpoint of the model does not know the caller');
  if (status === 400 || status === 404 || status === 422)
    throw standardFault('communication', `the endpoint of the model answered ${status}: ${saidIn(content)}`, {
      status,
    });
  refuseFailure(answer);
  const reader = new CompletionReader();
  if (isJson(headers['content-type'])) reader.take(raw.toString());
  else for (const data of eventsIn(raw)) reader.take(data);
  const completion = reader.end();
  if (completion.content.length > LONGEST_CONTENT)
    throw standardFault('runtime', `the model says more than ${LONGEST_CONTENT} characters`, { status: 422 });
  return completion;
}

function saidIn(content: unknown): string {
  const { error = content } = typeof content === 'object' && content !== null ? (content as { error?: unknown }) : {};
  return messageOf(error);
}
