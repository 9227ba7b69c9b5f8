import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Armed, armedFile, firedFile, seenFile } from './failpoints.ts';

const LOOK_MS = 10;

/** The test's side of the points of the programs that are started with `env`. A program's points begin with its name. */
export class Points implements Disposable {
  readonly #folder = temporaryFolder('points');

  get env(): NodeJS.ProcessEnv {
    const preload = new URL('./preload.ts', import.meta.url).href;
    return { FAILPOINTS: this.#folder.path, NODE_OPTIONS: `--import=${preload}` };
  }

  /** All points that any program has met, sorted. */
  seen(): string[] {
    const file = seenFile(this.#folder.path);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    return [...new Set(lines)].sort();
  }

  /** From now on, until it has fired or is taken back: one thing at a time for each program. */
  arm(armed: Armed): void {
    const file = armedFile(this.#folder.path, ownerOf(armed.point));
    const half = join(this.#folder.path, 'half');
    writeFileSync(half, JSON.stringify(armed));
    renameSync(half, file);
  }

  /** Whether it fires within so many milliseconds. */
  async fired(point: string, withinMs: number): Promise<boolean> {
    const file = firedFile(this.#folder.path, ownerOf(point));
    for (const until = performance.now() + withinMs; performance.now() < until; await sleep(LOOK_MS))
      if (existsSync(file)) return true;
    return existsSync(file);
  }

  /** Takes back what has not fired, and lets go on what has. */
  release(point: string): void {
    for (const file of [armedFile, firedFile]) rmSync(file(this.#folder.path, ownerOf(point)), { force: true });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** The program that a point is of. */
export const ownerOf = (point: string) => point.slice(0, point.indexOf(' '));
