import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';

const BYTES = 4 * 1024 ** 3;

/** Why a volume cannot be created here; undefined if it can. It needs Linux, root, and the packages e2fsprogs and xfsprogs. */
export function volumesNeed(): string | undefined {
  if (process.getuid?.() !== 0) return 'root, to mount volumes';
  try {
    execFileSync('sh', ['-c', 'command -v mkfs.ext4 && command -v xfs_io && losetup -f'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'mkfs.ext4, xfs_io and a free loop device';
  }
}

/** Mounts a file system at `folder` whose power can be cut. `image` is the file that holds it. */
export class Volume implements Disposable {
  readonly #image: string;
  readonly #folder: string;

  constructor(image: string, folder: string) {
    this.#image = image;
    this.#folder = folder;
    writeFileSync(image, '');
    truncateSync(image, BYTES);
    execFileSync('mkfs.ext4', ['-q', '-F', image]);
    mkdirSync(folder, { recursive: true });
    this.#mount();
    chmodSync(folder, 0o755);
  }

  /** From now on nothing reaches the disk, and what was not synced is lost. */
  cut(): void {
    execFileSync('xfs_io', ['-x', '-c', 'shutdown', this.#folder]);
  }

  /** Restores the power, with what was on the disk. No process may still have its files open. */
  restore(): void {
    execFileSync('umount', [this.#folder]);
    this.#mount();
  }

  #mount(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.#folder]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.#folder]);
    rmSync(this.#image);
  }
}
