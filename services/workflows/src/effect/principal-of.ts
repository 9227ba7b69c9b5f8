import type { Principal } from '@mesh/contracts/principal';
import { scopes } from '@mesh/contracts/scope';
import type { About } from '../worker/loaded.ts';

/** An execution asks in its own name, with the rights of whoever started it. */
export function principalOf({ id, workspaceId, scopes: held }: About): Principal {
  return { id, type: 'execution', workspaceId, scopes: scopes.filter((scope) => held.includes(scope)) };
}
