import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-ledger.ts';
import { StartError } from './start-error.ts';

const PROGRAM = 'embedded/start.ts';

/** Locks the folder for this process. Throws if another start holds the lock; a killed one does not. */
export function holdFolder(folder: string): Disposable {
  const file = join(folder, 'start.pid');
  const other = holderOf(folder);
  if (other) throw new StartError(`The mesh runs already (process ${other}): stop it with Ctrl-C or kill ${other}.`);
  writeFileSync(file, String(process.pid));
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** The process that runs the mesh of `folder` now. */
export function holderOf(folder: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, 'start.pid'), 'utf8'), 10);
    return pid > 0 && pid !== process.pid && isRunning({ pid, program: PROGRAM }) ? pid : undefined;
  } catch {
    return undefined;
  }
}
