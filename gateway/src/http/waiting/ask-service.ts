import type { Bus } from '@mesh/bus/bus';
import { type CallOptions, call } from '@mesh/bus/call';
import type { Operation } from '@mesh/contracts/operation';
import type { Question } from '../question.ts';
import { type Asker, askInPortions } from './ask-in-portions.ts';
import { longWaits } from './long-waits.ts';

type Asking = Asker & Pick<CallOptions, 'principal' | 'requestId' | 'newId' | 'signal'>;

/**
 * Asks the service of an operation over the bus, which validates the question. A long wait does not end with `signal`: a
 * portion whose answer nobody hears might have taken something, such as a task.
 */
export function askService(
  bus: Bus,
  operation: Operation,
  question: Question,
  { isWaitedFor, signal, ...asking }: Asking,
): Promise<unknown> {
  const ask = (asked: Question, options: Pick<CallOptions, 'signal' | 'deadlineMs'>): Promise<unknown> =>
    call(bus, operation, asked as never, { ...asking, ...options });
  const wait = longWaits.get(operation);
  if (!wait || wait.waitMs(question) <= 0) return ask(question, { signal });
  return askInPortions(wait, question, { ask: (portion, deadlineMs) => ask(portion, { deadlineMs }), isWaitedFor });
}
