import { handlesIn, hasEncodedHandle } from '../../expression/secret-handles.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { HttpCall } from './http-call.ts';

/** A credential that is put in place of its handles. */
export type Placing = { readonly credential: string; readonly placeholders: Readonly<Record<string, string>> };

/**
 * The handles that stand in a call, of the secrets that its task names: text of another's that looks like one stays text. Throws
 * `WorkflowFault` where the broker could not put a secret there.
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

/** Throws `WorkflowFault` where a text holds a handle in base64, as bytes are told: no secret could be put there. */
export function refuseEncoded(text: string): void {
  if (hasEncodedHandle(text))
    throw standardFault(
      'configuration',
      'an expression encodes a secret that it does not have: name the secret by `use`, or store it as it is to be sent',
    );
}
