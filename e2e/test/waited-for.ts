import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { ask } from '../src/ask.ts';
import { followStream } from '../src/follow.ts';
import type { Mesh } from '../src/mesh.ts';
import { patiently } from '../src/patiently.ts';

const ENDED = 'io.serverlessworkflow.workflow.completed.*';
const PATIENCE = { timeout: 120_000, interval: 250 };
const document = () => `
document: {dsl: 1.0.0, namespace: e2e, name: waited-for, version: 1.0.${Date.now() % 1_000_000_000}}
do:
  - first: {set: {n: 1}, metadata: {checkpoint: true}}
  - rest: {wait: {milliseconds: 100}}
  - last: {set: {n: '\${ .n + 1 }'}}
`;

type Shown = { id: string; status: string; output?: unknown };

/** Executions whose starts wait for their ends, by a client that asks once: any refusal fails the test. Their ends are heard. */
export class WaitedFor implements AsyncDisposable {
  readonly #mesh: Mesh;
  readonly #path: string;
  readonly #ids: string[] = [];
  readonly #over = new AbortController();
  readonly #heard = new Set<string>();
  #hearing: Promise<void> = Promise.resolve();

  private constructor(mesh: Mesh, path: string) {
    this.#mesh = mesh;
    this.#path = path;
  }

  static async save(mesh: Mesh): Promise<WaitedFor> {
    const headers = { 'content-type': 'application/yaml', 'idempotency-key': randomUUID() };
    const { body } = await patiently<Shown>(mesh, 'POST', '/v1/workflows', { text: document(), headers });
    const waitedFor = new WaitedFor(mesh, `/v1/workflows/${body.id}/executions`);
    waitedFor.#hearing = waitedFor.#hear();
    return waitedFor;
  }

  get ended(): number {
    return this.#ids.length;
  }

  async runAll(atOnce: number, more: () => boolean): Promise<void> {
    const client = async () => {
      while (more()) await this.#run();
    };
    await Promise.all(Array.from({ length: atOnce }, client));
  }

  async #run(): Promise<void> {
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=60' };
    const { status, body } = await ask<Shown>(this.#mesh, 'POST', this.#path, { body: {}, headers });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'completed', output: { n: 2 } } });
    this.#ids.push(body.id);
  }

  /** What was not told while the broker was away is told by now: the end of each is in the feed. */
  async expectTold(): Promise<void> {
    await expect.poll(() => this.#ids.filter((id) => !this.#heard.has(id)), PATIENCE).toEqual([]);
  }

  /** Follows the feed of events, until it is let go. */
  async #hear(): Promise<void> {
    const { signal } = this.#over;
    try {
      for await (const { data } of followStream(this.#mesh, `/v1/events?type=${encodeURIComponent(ENDED)}`, { signal }))
        this.#heard.add((JSON.parse(data) as { subject: string }).subject);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#hearing;
  }
}
