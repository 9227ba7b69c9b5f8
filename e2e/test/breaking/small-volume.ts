import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNKS = [1024 ** 2, 4_096] as const;

/** Mounts a file system of this many MiB in memory at `folder`, which can be filled completely. Needs Linux and root. */
export class SmallVolume implements Disposable {
  readonly #folder: string;
  readonly #ballast: string;

  constructor(folder: string, mebibytes: number) {
    this.#folder = folder;
    this.#ballast = join(folder, 'ballast');
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', folder]);
  }

  fill(): void {
    const file = openSync(this.#ballast, 'a');
    for (const bytes of CHUNKS) {
      const chunk = Buffer.alloc(bytes);
      try {
        for (;;) writeSync(file, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
    closeSync(file);
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  [Symbol.dispose](): void {
    execFileSync('umount', ['--lazy', this.#folder]);
  }
}
