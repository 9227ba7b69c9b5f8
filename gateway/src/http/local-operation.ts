import type { Operation, RequestOf } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { z } from 'zod';

export type LocalContext = { readonly principal: Principal; readonly newId: string | undefined };
export type LocalOperation = {
  readonly operation: Operation;
  readonly answer: (request: unknown, context: LocalContext) => Promise<unknown>;
};
/** The handler of an operation that the gateway answers itself. */
export type LocalHandler<O extends Operation> = (
  request: RequestOf<O>,
  context: LocalContext,
) => Promise<z.input<O['output']>>;

/** Pairs an operation with the gateway's own handler. The route validates the request by the same operation. */
export function local<O extends Operation>(operation: O, handler: LocalHandler<O>): LocalOperation {
  return { operation, answer: (request, context) => handler(request as RequestOf<O>, context) };
}
