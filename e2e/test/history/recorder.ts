import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../src/ask.ts';
import type { Asked, Call } from './call.ts';

/** Pause after a call without an answer, so that an unavailable mesh is not flooded. */
const PAUSE_MS = 100;

/** Records requests of clients and their answers. */
export class Recorder {
  readonly history: Call[] = [];

  /** Makes a call, records it and returns its answer. If there is none, or a refusal, records `asked` and returns undefined. */
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
