import { isUtf8 } from 'node:buffer';

/** Header of a dead letter whose payload is not text and so stored in base64. */
const KEPT = 'Mesh-Kept';
type Kept = { readonly headers: Readonly<Record<string, string>>; readonly payload: string };

/** Headers and body of a message as a dead letter stores them: its payload is text without NUL. */
export function toLetter(headers: Kept['headers'], body: Buffer): Kept {
  if (isUtf8(body) && !body.includes(0)) return { headers, payload: body.toString() };
  return { headers: { ...headers, [KEPT]: 'base64' }, payload: body.toString('base64') };
}

/** The body that `toLetter` was given. */
export function bodyOf({ headers, payload }: Kept): Buffer {
  return Buffer.from(payload, headers[KEPT] === 'base64' ? 'base64' : 'utf8');
}
