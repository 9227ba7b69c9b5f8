import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const TICK_MS = 1_000;
const PAUSE_MS = 500;
const PATIENCE = { timeout: 120_000, interval: 250 };

/** Waits for the one event that is meant for it. */
const listening = (type: string) => `
document: ${named('signals')}
do:
  - signal: {listen: {to: {one: {with: {type: ${type}, data: {n: '\${ $workflow.input.n }'}}}}}}
`;
const ticking = `
document: ${named('ticks')}
schedule: {every: PT1S}
do:
  - tick: {set: {ticked: true}}
`;

type Shown = { id: string; status: string; output?: unknown };
type Fire = { scheduledAt: string; outcome: string };

/** Executions that wait for an event each, and a workflow that starts every second. */
export class Signals {
  readonly #mesh: Mesh;
  readonly #type = `com.example.signal-${Date.now()}`;
  readonly #waiting = new Map<number, string>();
  #path = '';
  #ticks = '';

  private constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  static async save(mesh: Mesh): Promise<Signals> {
    const signals = new Signals(mesh);
    signals.#path = `/v1/workflows/${await saveWorkflow(mesh, listening(signals.#type))}/executions`;
    signals.#ticks = await saveWorkflow(mesh, ticking);
    return signals;
  }

  /** Starts `count` of them and sends each its event, `atOnce` at a time, with pauses. */
  async runAll(count: number, atOnce: number): Promise<void> {
    let next = 0;
    const client = async () => {
      for (let n = next++; n < count; n = next++) {
        const headers = { 'idempotency-key': randomUUID() };
        const started = await patiently<Shown>(this.#mesh, 'POST', this.#path, { body: { input: { n } }, headers });
        this.#waiting.set(n, started.body.id);
        const event = { specversion: '1.0', id: `${n}`, source: `/${this.#type}`, type: this.#type, data: { n } };
        const sent = { text: JSON.stringify(event), headers: { 'content-type': 'application/cloudevents+json' } };
        await patiently(this.#mesh, 'POST', '/v1/events', sent);
        await sleep(PAUSE_MS);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, client));
  }

  /** Each has received its own event, and every second has fired once, without a gap. */
  async expectWhole(): Promise<void> {
    const outputOf = async (id: string) =>
      (await patiently<Shown>(this.#mesh, 'GET', `/v1/executions/${id}`)).body.output ?? null;
    for (const [n, id] of this.#waiting) await expect.poll(() => outputOf(id), PATIENCE).toEqual([{ n }]);

    const schedules = `/v1/schedules?workflow=${this.#ticks}`;
    const { items } = (await patiently<{ items: { id: string }[] }>(this.#mesh, 'GET', schedules)).body;
    const fires = `/v1/schedules/${items[0]?.id}/fires?limit=100`;
    const fired = (await patiently<{ items: Fire[] }>(this.#mesh, 'GET', fires)).body.items.reverse();
    expect(fired.filter(({ outcome }) => outcome !== 'fired')).toEqual([]);
    const times = fired.map(({ scheduledAt }) => Date.parse(scheduledAt));
    expect(times).toEqual(times.map((_, place) => (times[0] ?? 0) + place * TICK_MS));
    await patiently(this.#mesh, 'DELETE', `/v1/workflows/${this.#ticks}`);
  }
}
