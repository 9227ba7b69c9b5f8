import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onDebian, unpackDebianPackage } from './embedded/debian-packages.ts';
import { toolsFolder } from './embedded/tool.ts';

/** The wall clock of one process, which can be set while it runs; monotonic time is unaffected. */
type FakeClock = {
  /** Environment to start the process with. */
  readonly env: NodeJS.ProcessEnv;
  /** Sets the clock ahead of this machine's by so many seconds, or behind it. */
  set(seconds: number): void;
};

/** Path of libfaketime from Debian's package; undefined on other systems. */
export async function libfaketime(): Promise<string | undefined> {
  if (!onDebian()) return undefined;
  const unpacked = await unpackDebianPackage('libfaketime', toolsFolder);
  const [library] = globSync('usr/lib/*/faketime/libfaketimeMT.so.1', { cwd: unpacked });
  if (!library) throw new Error('the Debian package libfaketime holds no library');
  return join(unpacked, library);
}

/** A clock controlled by `file`. */
export function fakeClock(library: string, file: string): FakeClock {
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  set(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  };
  return { env, set };
}
