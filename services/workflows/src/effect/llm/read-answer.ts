import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer } from '../http/http-call.ts';
import { messageOf } from './broken-off.ts';
import { type Completion, CompletionReader, END } from './completion.ts';

/** Before an answer. Some keep their connections awake by it while they think. */
const MOST_SPACE = 64 * 1_024;
const LONGEST_CONTENT = 1_024 * 1_024;

/** The answer of a model, streamed or not. Throws `WorkflowFault` for a failure, and for what is no whole answer. */
export function readAnswer(answer: HttpAnswer): Completion {
  const { status, raw, content } = answer;
  if (status === 401) throw standardFault('authentication', 'the endpoint of the model does not know the caller');
  if (status === 400 || status === 404 || status === 422)
    throw standardFault('communication', `the endpoint of the model answered ${status}: ${saidIn(content)}`, {
      status,
    });
  refuseFailure(answer);
  const reader = new CompletionReader();
  for (const data of isWhole(raw) ? [raw.toString(), END] : eventsIn(raw)) reader.take(data);
  const completion = reader.end();
  const { content: words, thoughts } = completion;
  if (words.length > LONGEST_CONTENT || (thoughts && JSON.stringify(thoughts).length > LONGEST_CONTENT))
    throw standardFault('runtime', `the model says more than ${LONGEST_CONTENT} characters`, { status: 422 });
  return completion;
}

/** One message begins as an object does, and no stream so: some endpoints call either by the name of the other, or by none. */
function isWhole(raw: Buffer): boolean {
  return raw.subarray(0, MOST_SPACE).toString().trimStart().startsWith('{');
}

function saidIn(content: unknown): string {
  const [told] = [content].flat(); // Gemini's has a list of them
  const { error = told } = fieldsOf(told);
  return messageOf(error);
}
