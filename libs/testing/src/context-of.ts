import type { CallContext } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';

/** As whom a test asks a handler: an API key of the workspace that waits for as long as it takes. */
export function contextOf(workspaceId = newId('ws'), more: Partial<CallContext> = {}): CallContext {
  const principal = { id: 'key_tester', type: 'api-key' as const, workspaceId, scopes: [] };
  const signal = new AbortController().signal;
  return { principal, workspaceId, requestId: 'req-1', signal, caller: 'gateway', ...more };
}
