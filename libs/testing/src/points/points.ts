import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Armed, armedFile, firedFile, seenFile } from './failpoints.ts';

const LOOK_MS = 10;

/** The test's side of the failpoints of programs that are started with `env`. A point's name begins with its program. */
export class Points implements Disposable {
  readonly #folder = temporaryFolder('points');

  get env(): NodeJS.ProcessEnv {
    const preload = new URL('./preload.ts', import.meta.url).href;
    return { FAILPOINTS: this.#folder.path, NODE_OPTIONS: `--import=${preload}` };
  }

  /** All points that any program has met so far, sorted. */
  seen(): string[] {
    const file = seenFile(this.#folder.path);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    return [...new Set(lines)].sort();
  }

  /** Arms a point until it fires or is released; one at a time per program. */
  arm(armed: Armed): void {
    const file = armedFile(this.#folder.path, ownerOf(armed.point));
    const half = join(this.#folder.path, 'half');
    writeFileSync(half, JSON.stringify(armed));
    renameSync(half, file);
  }

  /** Whether the point fires within so many ms. */
  async fired(point: string, withinMs: number): Promise<boolean> {
    const file = firedFile(this.#folder.path, ownerOf(point));
    for (const until = performance.now() + withinMs; performance.now() < until; await sleep(LOOK_MS))
      if (existsSync(file)) return true;
    return existsSync(file);
  }

  /** Disarms a point that has not fired, and resumes one that has. */
  release(point: string): void {
    for (const file of [armedFile, firedFile]) rmSync(file(this.#folder.path, ownerOf(point)), { force: true });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** The program of a point. */
export const ownerOf = (point: string) => point.slice(0, point.indexOf(' '));
