import type { CallContext } from '@mesh/bus/handler';
import { contextOf } from '@mesh/testing/context-of';

/** Asks a handler as a member of the workspace would, with the parts of the question that matter here. */
export function asking<R, A>(
  handler: (request: R, context: CallContext) => Promise<A>,
  workspaceId: string,
  request: Partial<R>,
  newId?: string,
): Promise<A> {
  const whole = { params: {}, query: {}, headers: {}, body: {}, ...request } as R;
  return handler(whole, contextOf(workspaceId, { newId }));
}
