import type { Readable } from 'node:stream';
import { OUTPUT_BYTES, type Outcome, READY } from './sandbox-messages.ts';

/** The output, and logs in which every character may be escaped. */
const ANSWER_BYTES = OUTPUT_BYTES + 512 * 1024;

const NEWLINE = 0x0a;

export type Answer = { outcome: Outcome; output: unknown };

/** Reads a sandbox's standard output. Both promises are settled at the latest when it ends. */
export function readAnswer(stdout: Readable): { ready: Promise<void>; answer: Promise<Answer | undefined> } {
  const ready = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Answer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) return void stdout.destroy();
    chunks.push(chunk);
    ready.resolve(); // the first line says that it is ready
    if (bytes > READY.length + 1 && chunk.at(-1) === NEWLINE) tell();
  });
  const tell = () => {
    const told = parsed(Buffer.concat(chunks).toString());
    if (told) answer.resolve(told);
  };
  stdout.on('error', () => {});
  stdout.on('close', () => {
    ready.reject(new Error('a sandbox ended before it was ready'));
    answer.resolve(undefined);
  });
  ready.promise.catch(() => {});
  return { ready: ready.promise, answer: answer.promise };
}

function parsed(text: string): Answer | undefined {
  const [ready, outcome, output, end] = text.split('\n');
  if (ready !== READY || !outcome || output === undefined || end === undefined) return undefined;
  return { outcome: JSON.parse(outcome) as Outcome, output: output === '' ? undefined : JSON.parse(output) };
}
