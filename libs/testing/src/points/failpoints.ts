import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 10;

/** What shall happen to a program, written as JSON to the file `armed-‹program›`, from the time it is there. */
export type Armed = {
  /** As told in the file `seen`. */
  readonly point: string;
  /** `kill` ends the process by SIGKILL; `pause` holds back what crosses there until the file `fired-‹program›` is gone. */
  readonly mode: 'kill' | 'pause';
  /** From 1: at the how manieth time that one process of the program comes there. */
  readonly at: number;
};

export const armedFile = (folder: string, program: string) => join(folder, `armed-${program}`);
export const firedFile = (folder: string, program: string) => join(folder, `fired-${program}`);
export const seenFile = (folder: string) => join(folder, 'seen');

/**
 * The points of this process, each one side of something that crosses its border: `workflows pg commit append after`.
 * All that were met are in the file `seen`. Each arming fires once: its file is then `fired-‹program›`.
 */
export class Failpoints {
  readonly #folder: string;
  readonly #program: string;
  readonly #seen = new Set<string>();
  #armed = '';
  #times = 0;

  constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /** Undefined where nothing is held back. */
  cross(name: string, side: 'before' | 'after'): Promise<void> | undefined {
    const point = `${this.#program} ${name} ${side}`;
    if (!this.#seen.has(point)) {
      this.#seen.add(point);
      appendFileSync(seenFile(this.#folder), `${point}\n`);
    }
    const armed = this.#readArmed();
    if (armed?.point !== point || ++this.#times < armed.at || !this.#fires()) return undefined;
    if (armed.mode === 'kill') process.kill(process.pid, 'SIGKILL');
    return this.#released();
  }

  #readArmed(): Armed | undefined {
    const file = armedFile(this.#folder, this.#program);
    if (!existsSync(file)) return undefined;
    try {
      const text = readFileSync(file, 'utf8');
      if (text !== this.#armed) this.#times = 0;
      this.#armed = text;
      return JSON.parse(text) as Armed;
    } catch {
      return undefined; // taken away meanwhile
    }
  }

  /** False where another process of the program was there first. */
  #fires(): boolean {
    this.#armed = '';
    try {
      renameSync(armedFile(this.#folder, this.#program), firedFile(this.#folder, this.#program));
      return true;
    } catch {
      return false;
    }
  }

  async #released(): Promise<void> {
    while (existsSync(firedFile(this.#folder, this.#program))) await sleep(LOOK_MS);
  }
}
