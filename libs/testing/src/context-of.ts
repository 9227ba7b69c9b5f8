import type { CallContext } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';

/** The context of a test's call: an API key of the workspace, without a deadline. */
export function contextOf(workspaceId = newId('ws'), more: Partial<CallContext> = {}): CallContext {
  const principal = { id: 'key_tester', type: 'api-key' as const, workspaceId, scopes: [] };
  const signal = new AbortController().signal;
  return { principal, workspaceId, requestId: 'req-1', signal, caller: 'gateway', ...more };
}
