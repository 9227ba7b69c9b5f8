import type { CallContext, Handler } from '@mesh/bus/serve';
import { newId } from '@mesh/contracts/id';
import type { AnswerOf, Operation, RequestOf } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';

const nobody = new AbortController().signal;

/** Asks a handler as a member of the workspace would. */
export async function asking<O extends Operation>(
  handler: Handler<O>,
  workspaceId: string,
  request: Partial<RequestOf<O>>,
  newIdOf?: string,
): Promise<AnswerOf<O>> {
  const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId, scopes: [] };
  const context: CallContext = {
    principal,
    workspaceId,
    newId: newIdOf,
    requestId: 'test',
    signal: nobody,
    caller: 'gateway',
  };
  const whole = { params: {}, query: {}, headers: {}, body: {}, ...request } as RequestOf<O>;
  return (await handler(whole, context)) as AnswerOf<O>;
}
