import { join } from 'node:path';
import type { Child } from '@mesh/testing/embedded/child';
import type { Secrets } from '../src/secrets.ts';
import type { Watching } from './end-silent.ts';
import type { Folders } from './folders.ts';
import type { ProcessLedger } from './process-ledger.ts';
import { note } from './progress.ts';
import { keepServer } from './servers/keep-server.ts';

/** What the start needs while it brings servers up; `opened` closes them in reverse. */
export type Scene = {
  env: NodeJS.ProcessEnv;
  folders: Folders;
  secrets: Secrets;
  ledger: ProcessLedger;
  opened: AsyncDisposableStack;
  /** Aborts when the start is told to stop; whoever opens something finishes that and then throws. */
  signal: AbortSignal;
};

/** A server of ours lives as long as the start, and each of its processes is entered in the ledger. Returns the first. */
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

/** Where the one before it listened. */
export const portOf = (url: string | undefined) => (url === undefined ? undefined : Number(new URL(url).port));

export const say = (line: string) => note('tools', line);
export const logOf = ({ folders }: Scene, name: string) => join(folders.logs, `${name}.log`);
