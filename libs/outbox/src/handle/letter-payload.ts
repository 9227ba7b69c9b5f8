import { isUtf8 } from 'node:buffer';

/** In the headers of a letter whose payload is no text: it is kept in base64. */
const KEPT = 'Mesh-Kept';
type Kept = { readonly headers: Readonly<Record<string, string>>; readonly payload: string };

/** A message's headers and body as a dead letter keeps them, whose payload is a text without NUL. */
export function toLetter(headers: Kept['headers'], body: Buffer): Kept {
  if (isUtf8(body) && !body.includes(0)) return { headers, payload: body.toString() };
  return { headers: { ...headers, [KEPT]: 'base64' }, payload: body.toString('base64') };
}

/** The body that `toLetter` was given. */
export function bodyOf({ headers, payload }: Kept): Buffer {
  return Buffer.from(payload, headers[KEPT] === 'base64' ? 'base64' : 'utf8');
}
