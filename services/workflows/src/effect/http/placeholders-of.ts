import { handlesIn, hasEncodedHandle } from '../../expression/secret-handles.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { HttpCall } from './http-call.ts';

/** A credential, and the handles that it replaces. */
export type Placing = { readonly credential: string; readonly placeholders: Readonly<Record<string, string>> };

/**
 * Handles in a call of the secrets that its task names; other text that looks like a handle stays. Throws `WorkflowFault` where
 * the broker could not insert a secret.
 */
export function placeholdersOf(
  { url, headers, body, authentication }: HttpCall,
  named: readonly string[],
): Placing | undefined {
  if (named.length === 0) return undefined;
  const isBytes = body instanceof Uint8Array;
  const written = JSON.stringify([url, headers, isBytes ? null : (body ?? null), authentication ?? null]);
  const open = isBytes ? written + Buffer.from(body).toString('latin1') : written;
  refuseEncoded(open);
  const found = [...handlesIn(open)].filter(([, { name }]) => named.includes(name));
  const [first, ...others] = new Set(found.map(([, { name }]) => name));
  if (first === undefined) return undefined;
  if (others.length > 0)
    throw standardFault('configuration', 'a call can take $secrets of one credential only', { status: 501 });
  const isInline =
    authentication && !('bearer' in authentication) && handlesIn(JSON.stringify(authentication)).size > 0;
  if (isInline)
    throw standardFault(
      'configuration',
      'name the secret by `use`: this kind of authentication cannot be made of $secrets',
    );
  return { credential: first, placeholders: Object.fromEntries(found.map(([text, { field }]) => [text, field])) };
}

/** Throws `WorkflowFault` for a handle encoded in base64, which could not be replaced. */
export function refuseEncoded(text: string): void {
  if (hasEncodedHandle(text))
    throw standardFault(
      'configuration',
      'an expression encodes a secret that it does not have: name the secret by `use`, or store it as it is to be sent',
    );
}
