import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { eventsIn } from '../http/event-stream-reader.ts';
import type { HttpAnswer } from '../http/http-call.ts';
import { messageOf } from './broken-off.ts';
import { type Completion, CompletionReader, END } from './completion.ts';

/** White space before an answer, by which some endpoints keep connections alive. */
const MOST_SPACE = 64 * 1_024;
const LONGEST_CONTENT = 1_024 * 1_024;

/** Reads a model's answer, streamed or not. Throws `WorkflowFault` for a failure or an incomplete answer. */
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

/** A single message begins with a brace and a stream does not; content types are unreliable here. */
function isWhole(raw: Buffer): boolean {
  return raw.subarray(0, MOST_SPACE).toString().trimStart().startsWith('{');
}

function saidIn(content: unknown): string {
  const [told] = [content].flat(); // Gemini sends a list
  const { error = told } = fieldsOf(told);
  return messageOf(error);
}
