import { hash } from 'node:crypto';
import { standardFault } from '../../workflow-fault.ts';

export const MULTIPART = 'multipart/form-data';
export const FORM = 'application/x-www-form-urlencoded';
/** A part of a form. A file has a filename. */
export type Part = {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly type?: string | undefined;
  readonly filename?: string | undefined;
};

const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[\t ]*;[\t -~]*)?$/;

/**
 * Encodes a multipart form (RFC 7578). Nothing in it is random, so a repeated request is the same. It is text if all of its parts
 * are.
 */
export function multipartOf(parts: readonly Part[]): { readonly body: string | Buffer; readonly type: string } {
  const pieces = parts.map((part) => ({ head: headOf(part), content: part.content }));
  const boundary = `mesh-${hash('sha256', inBytes(pieces.flatMap(({ head, content }) => [head, content])))}`;
  const all = pieces.flatMap(({ head, content }) => [`--${boundary}\r\n${head}\r\n\r\n`, content, '\r\n']);
  const written = [...all, `--${boundary}--\r\n`];
  const isText = written.every((piece) => typeof piece === 'string');
  return { body: isText ? written.join('') : inBytes(written), type: `${MULTIPART}; boundary=${boundary}` };
}

function headOf({ name, type, filename }: Part): string {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  const disposition = `Content-Disposition: form-data; name="${quoted(name)}"${file}`;
  if (type === undefined) return disposition;
  if (!mediaType.test(type)) throw standardFault('validation', `${type} is no media type, as of the part ${name}`);
  return `${disposition}\r\nContent-Type: ${type}`;
}

/** Escapes as browsers do (HTML, 4.10.22.8). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inBytes(pieces: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}
