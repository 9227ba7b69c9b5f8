import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 10;

/** What is to happen to a program, as JSON in the file `armed-‹program›`, in force once the file exists. */
export type Armed = {
  /** A name from the file `seen`. */
  readonly point: string;
  /**
   * `kill` sends SIGKILL; `cut` closes the connection, so that what crosses the point is lost and the process lives on; `pause`
   * holds it back until the file `fired-‹program›` is gone.
   */
  readonly mode: 'kill' | 'cut' | 'pause';
  /** At which crossing, from 1, counted within one process of the program. */
  readonly at: number;
};

export const armedFile = (folder: string, program: string) => join(folder, `armed-${program}`);
export const firedFile = (folder: string, program: string) => join(folder, `fired-${program}`);
export const seenFile = (folder: string) => join(folder, 'seen');

/**
 * The failpoints of this process. Each is one side of something that crosses its boundary: `workflows pg commit append after`.
 * All points that were met are listed in the file `seen`. An armed point fires once; its file is then `fired-‹program›`.
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

  /** Undefined if nothing is held back. `cut` closes the connection that is crossed. */
  cross(name: string, side: 'before' | 'after', cut: () => void): Promise<void> | undefined {
    const point = `${this.#program} ${name} ${side}`;
    if (!this.#seen.has(point)) {
      this.#seen.add(point);
      appendFileSync(seenFile(this.#folder), `${point}\n`);
    }
    const armed = this.#readArmed();
    if (armed?.point !== point || ++this.#times < armed.at || !this.#fires()) return undefined;
    if (armed.mode === 'pause') return this.#released();
    if (armed.mode === 'kill') process.kill(process.pid, 'SIGKILL');
    cut();
    return undefined;
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
      return undefined; // disarmed meanwhile
    }
  }

  /** False if another process of the program was first. */
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
