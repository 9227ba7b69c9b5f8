import type { Principal } from '@mesh/contracts/principal';
import { scopes } from '@mesh/contracts/scope';
import type { About } from './about.ts';

/** Who asks for something, and what it may do: an execution by default. */
export type Asker = Pick<About, 'id' | 'workspaceId' | 'scopes'> & { readonly type?: Principal['type'] };

/** An execution asks in its own name, with the rights of whoever started it. */
export function principalOf({ id, type = 'execution', workspaceId, scopes: held }: Asker): Principal {
  return { id, type, workspaceId, scopes: scopes.filter((scope) => held.includes(scope)) };
}

/** How an effect asks a service: whoever takes its question is looked after, so that it is asked again when that one dies. */
export function askingOf(about: Asker, signal: AbortSignal) {
  return { principal: principalOf(about), signal, watched: true } as const;
}
