import type { Bus } from '@mesh/bus/bus';
import type { Operation } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { LocalOperation } from './local-operation.ts';
import { parsePart } from './parse-part.ts';
import type { Question } from './question.ts';
import type { Asker } from './waiting/ask-in-portions.ts';
import { askService } from './waiting/ask-service.ts';

type Needs = { readonly bus: () => Bus; readonly locals: readonly LocalOperation[] };
type Asking = Asker & { principal: Principal; requestId: string; newId: string | undefined };
const parts = ['params', 'query', 'headers', 'body'] as const;

/**
 * Returns the function that answers an operation: a handler of the gateway itself, or its service over the bus. Whoever answers
 * validates the question, once; both have the same schemas and report the same faults.
 */
export function answerTo(operation: Operation, { bus, locals }: Needs) {
  const own = locals.find((one) => one.operation === operation);
  return async (question: Question, asking: Asking): Promise<unknown> => {
    if (!own) return askService(bus(), operation, question, asking);
    const read = Object.fromEntries(parts.map((part) => [part, parsePart(part, operation[part], question[part])]));
    return operation.output.parse(await own.answer(read, asking));
  };
}
