import { MeshError } from '@mesh/contracts/mesh-error';

/** The body of a call. Throws `invalid` if it has two. */
export function givenBody({ body, bytes }: { readonly body?: unknown; readonly bytes?: string | undefined }): unknown {
  if (bytes === undefined) return body;
  if (body !== undefined) throw new MeshError('invalid', 'a call has a `body` or `bytes`, not both');
  return Buffer.from(bytes, 'base64');
}

/** The body to send: text and bytes as they are, anything else as JSON. */
export function requestBody(body: unknown, headers: Readonly<Record<string, string>>) {
  if (body === undefined || body === null) return { headers, body: undefined };
  if (typeof body === 'string' || body instanceof Uint8Array) return { headers, body };
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return { headers: typed ? headers : { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
