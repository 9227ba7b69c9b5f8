import type { Operation, RequestOf } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { z } from 'zod';

export type LocalContext = { readonly principal: Principal; readonly newId: string | undefined };
export type LocalOperation = {
  readonly operation: Operation;
  readonly answer: (request: unknown, context: LocalContext) => Promise<unknown>;
};
/** The handler that an operation of the gateway itself asks for. */
export type LocalHandler<O extends Operation> = (
  request: RequestOf<O>,
  context: LocalContext,
) => Promise<z.input<O['output']>>;

/** Pairs an operation of the gateway itself with what answers it. The route parses the request with the same operation. */
export function local<O extends Operation>(operation: O, handler: LocalHandler<O>): LocalOperation {
  return { operation, answer: (request, context) => handler(request as RequestOf<O>, context) };
}
