import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { MeshError } from '@mesh/contracts/mesh-error';
import { pour } from './pour.ts';

export type Part = { stream: Readable; contentType: string; fileName: string | undefined };

const LIMITS = { files: 1, fields: 0, parts: 1, headerPairs: 20, headerSize: 8_192, fieldNameSize: 100 };

/**
 * Passes the single part `file` of a form to `take` while it arrives. Throws `invalid` for any other form, after undoing what
 * `take` did.
 */
export async function filePart<T>(
  request: IncomingMessage,
  take: (part: Part) => Promise<T>,
  undo: (taken: T) => Promise<void>,
): Promise<T> {
  const form = formOf(request);
  let taking: Promise<T> | undefined;
  const refuse = (detail: string) => void form.destroy(new MeshError('invalid', detail));
  form.on('file', (name, stream, fileName, _encoding, contentType) => {
    stream.on('error', () => {}); // the form reports it too
    if (name !== 'file') return refuse('the form has a part that is not named file');
    form.once('close', () => form.errored && stream.destroy(form.errored));
    taking = take({ stream, contentType, fileName: fileName === '' ? undefined : fileName });
    taking.catch((error: Error) => form.destroy(error));
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
    form.on(limit, () => refuse('the form has more than the one part file'));
  try {
    await pour(request, form);
  } catch (error) {
    const taken = await taking?.then((value) => ({ value })).catch(() => undefined);
    if (taken) await undo(taken.value);
    if (error instanceof MeshError) throw error;
    throw new MeshError('invalid', 'the form ends too early or is malformed', { cause: error });
  }
  if (!taking) throw new MeshError('invalid', 'the form has no part named file that is a file');
  return taking;
}

function formOf(request: IncomingMessage): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  try {
    return new Busboy({ headers: { ...request.headers, 'content-type': contentType }, limits: LIMITS });
  } catch (cause) {
    throw new MeshError('invalid', 'the form says no boundary', { cause });
  }
}
