import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export type Outcome = { readonly output: string; readonly ok: boolean };

const root = new URL('../..', import.meta.url);
/** A shared compile cache, since every worker of every run loads the same packages. */
const compiled = new URL('node_modules/.cache/compiled', root).pathname;

/**
 * Runs a program in the project's folder, or another. Shows its output and returns it without colours. It gets no standard input.
 */
export function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = root,
): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd,
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts: Buffer[] = [];
  const keep = (stream: NodeJS.WriteStream) => (part: Buffer) => {
    parts.push(part);
    stream.write(part);
  };
  child.stdout.on('data', keep(process.stdout));
  child.stderr.on('data', keep(process.stderr));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ output: stripVTControlCharacters(Buffer.concat(parts).toString()), ok: code === 0 }),
    );
  });
}
