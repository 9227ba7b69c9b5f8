import { join } from 'node:path';
import type { Child } from '@mesh/testing/embedded/child';
import type { Secrets } from '../src/secrets.ts';
import type { Watching } from './end-silent.ts';
import type { Folders } from './folders.ts';
import type { ProcessLedger } from './process-ledger.ts';
import { note } from './progress.ts';
import { keepServer } from './servers/keep-server.ts';

/** What the start needs while it starts servers; `opened` closes them in reverse order. */
export type Scene = {
  env: NodeJS.ProcessEnv;
  folders: Folders;
  secrets: Secrets;
  ledger: ProcessLedger;
  opened: AsyncDisposableStack;
  /** Aborts when the start is told to stop; whoever is opening something finishes that and then throws. */
  signal: AbortSignal;
};

/**
 * Starts one of our servers, which lives as long as the start, and records each of its processes in the ledger. Returns the
 * first.
 */
export async function own<C extends Child>(
  { ledger, opened, signal }: Scene,
  name: string,
  program: string,
  start: (before?: C) => Promise<C>,
  watching?: Watching,
): Promise<C> {
  const kept = await keepServer({
    start,
    watching,
    onStart: ({ pid }) => ledger.enter(name, { pid, program, signal: name === 'postgres' ? 'SIGINT' : 'SIGTERM' }),
    onAway: (reason) => note(name, reason),
  });
  opened.defer(() => ledger.remove(name));
  opened.use(kept);
  signal.throwIfAborted();
  return kept.first;
}

/** Where the previous process listened. */
export const portOf = (url: string | undefined) => (url === undefined ? undefined : Number(new URL(url).port));

export const say = (line: string) => note('tools', line);
export const logOf = ({ folders }: Scene, name: string) => join(folders.logs, `${name}.log`);
