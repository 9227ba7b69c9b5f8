import type { CallContext } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';

const nobody = new AbortController().signal;

/** Asks a handler as a member of the workspace would. */
export function asking<R, A>(
  handler: (request: R, context: CallContext) => Promise<A>,
  workspaceId: string,
  request: Partial<R>,
  newIdOf?: string,
): Promise<A> {
  const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId, scopes: [] };
  const context: CallContext = {
    principal,
    workspaceId,
    newId: newIdOf,
    requestId: 'test',
    signal: nobody,
    caller: 'gateway',
  };
  const whole = { params: {}, query: {}, headers: {}, body: {}, ...request } as R;
  return handler(whole, context);
}
