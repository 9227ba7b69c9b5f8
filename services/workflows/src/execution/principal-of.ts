import type { Principal } from '@mesh/contracts/principal';
import { scopes } from '@mesh/contracts/scope';
import type { About } from './about.ts';

/** Who makes a call and with which scopes: an execution by default. */
export type Asker = Pick<About, 'id' | 'workspaceId' | 'scopes'> & { readonly type?: Principal['type'] };

/** An execution acts in its own name, with the scopes of whoever started it. */
export function principalOf({ id, type = 'execution', workspaceId, scopes: held }: Asker): Principal {
  return { id, type, workspaceId, scopes: scopes.filter((scope) => held.includes(scope)) };
}

/** Call options of an effect: the process that takes the question is watched, so that it is asked again if that dies. */
export function askingOf(about: Asker, signal: AbortSignal) {
  return { principal: principalOf(about), signal, watched: true } as const;
}
