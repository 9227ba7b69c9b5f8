import type { Operation } from '@mesh/contracts/operation';
import type { FileAnswer } from './file.ts';
import { problemOf } from './problem-error.ts';

/** Parses the answer by the operation's schema. Throws `ProblemError` for a refusal. */
export async function readAnswer({ http, output }: Operation, answer: Response): Promise<unknown> {
  if (!answer.ok) throw await problemOf(answer);
  if (http?.answerKind === 'bytes') return fileOf(answer);
  const text = await answer.text();
  return output.parse(text === '' ? {} : JSON.parse(text));
}

async function fileOf(answer: Response): Promise<FileAnswer> {
  return {
    contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    bytes: new Uint8Array(await answer.arrayBuffer()),
    etag: answer.headers.get('etag') ?? undefined,
  };
}
