import { followStream } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';
import { endings } from './endings.ts';

const ENDED = 'io.serverlessworkflow.workflow.*';

/** Follows the event feed and counts how often the end of each execution is in it. */
export class HeardEnds implements AsyncDisposable {
  /** By the id of the execution and its end: `exe_… completed`. */
  readonly times = new Map<string, number>();
  readonly #over = new AbortController();
  readonly #hearing: Promise<void>;

  constructor(mesh: Mesh) {
    this.#hearing = this.#hear(mesh);
  }

  async #hear(mesh: Mesh): Promise<void> {
    const { signal } = this.#over;
    try {
      for await (const { event, data } of followStream(mesh, `/v1/events?type=${encodeURIComponent(ENDED)}`, {
        signal,
      })) {
        const kind = event.split('.')[3] ?? '';
        const { subject } = JSON.parse(data) as { subject: string };
        const ended = `${subject} ${kind}`;
        if (endings.has(kind)) this.times.set(ended, (this.times.get(ended) ?? 0) + 1);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#hearing;
  }
}
