import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../src/ask.ts';
import type { Asked, Call } from './call.ts';

/** After a call without an answer, so that nobody asks a mesh that is away as fast as can be. */
const PAUSE_MS = 100;

/** Writes down what clients ask and are answered. */
export class Recorder {
  readonly history: Call[] = [];

  /** Asks, and gives what was answered; where there is no answer it notes what was `asked`, and gives nothing. */
  async record<A extends Asked>(asked: A, ask: () => Promise<A>): Promise<A | undefined> {
    const began = performance.now();
    try {
      const answered = await ask();
      this.history.push({ ...answered, began, ended: performance.now(), outcome: 'done' });
      return answered;
    } catch (error) {
      const isRefused = error instanceof Problem && error.status < 500;
      const ended = isRefused ? performance.now() : Number.POSITIVE_INFINITY;
      this.history.push({ ...asked, began, ended, outcome: isRefused ? 'refused' : 'unknown' });
      await sleep(PAUSE_MS);
      return undefined;
    }
  }
}
