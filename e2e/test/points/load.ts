import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '@mesh/testing/chance';
import { type EveryPort, ways } from './every-port.ts';
import type { Stores } from './stores.ts';

const CLIENTS = 5;
const LOOK_MS = 50;

/** Clients that keep every port busy until they are stopped. If one fails, stopping them throws its error. */
export class Load {
  /** The number of ended executions and rounds of the stores. */
  ended = 0;
  #isOver = false;
  readonly #clients: Promise<void>;

  constructor(every: EveryPort, stores: Stores, chance: Chance) {
    const executions = () => this.#again(() => every.run(ways[chance(ways.length)] ?? 'keyed'));
    const clients = [...Array.from({ length: CLIENTS }, executions), this.#again(() => stores.run())];
    this.#clients = Promise.all(clients).then(() => {});
    this.#clients.catch(() => {
      this.#isOver = true;
    });
  }

  async #again(work: () => Promise<unknown>): Promise<void> {
    while (!this.#isOver) {
      await work();
      this.ended += 1;
    }
  }

  /** Resolves once this many more have ended, so that faults are apart. */
  async getsFurther(by: number): Promise<void> {
    for (const from = this.ended; this.ended < from + by && !this.#isOver; ) await sleep(LOOK_MS);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#clients;
  }
}
