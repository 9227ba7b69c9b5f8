import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onDebian, unpackDebianPackage } from './embedded/debian-packages.ts';
import { toolsFolder } from './embedded/tool.ts';

/** A clock of one process that can be set while it runs; monotonic time goes on as ever. */
type FakeClock = {
  /** What the process is started with. */
  readonly env: NodeJS.ProcessEnv;
  /** Sets the clock so many seconds ahead of this machine's, or behind it. */
  set(seconds: number): void;
};

/** The library libfaketime of Debian's package; undefined where this is no Debian. */
export async function libfaketime(): Promise<string | undefined> {
  if (!onDebian()) return undefined;
  const unpacked = await unpackDebianPackage('libfaketime', toolsFolder);
  const [library] = globSync('usr/lib/*/faketime/libfaketimeMT.so.1', { cwd: unpacked });
  if (!library) throw new Error('the Debian package libfaketime holds no library');
  return join(unpacked, library);
}

/** A clock that `file` keeps. */
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
