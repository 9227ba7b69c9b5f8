import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { ask } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { HeardEnds } from './heard-ends.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const PATIENCE = { timeout: 120_000, interval: 250 };
const document = () => `
document: ${named('waited-for')}
do:
  - first: {set: {n: 1}, metadata: {checkpoint: true}}
  - rest: {wait: {milliseconds: 100}}
  - last: {set: {n: '\${ .n + 1 }'}}
`;

type Shown = { id: string; status: string; output?: unknown };

/**
 * Executions whose starts wait for their ends, by clients without retries: any refusal fails the test. Their ends are in the
 * feed.
 */
export class WaitedFor implements AsyncDisposable {
  readonly #mesh: Mesh;
  readonly #path: string;
  readonly #ids: string[] = [];
  readonly #ends: HeardEnds;

  private constructor(mesh: Mesh, path: string) {
    this.#mesh = mesh;
    this.#path = path;
    this.#ends = new HeardEnds(mesh);
  }

  static async save(mesh: Mesh): Promise<WaitedFor> {
    return new WaitedFor(mesh, `/v1/workflows/${await saveWorkflow(mesh, document())}/executions`);
  }

  get ended(): number {
    return this.#ids.length;
  }

  /** Starts one and gets its end in the answer. */
  async run(): Promise<void> {
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=60' };
    const { status, body } = await ask<Shown>(this.#mesh, 'POST', this.#path, { body: {}, headers });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'completed', output: { n: 2 } } });
    this.#ids.push(body.id);
  }

  /**
   * Events that could not be published while the broker was away have been published: the end of each execution is in the feed.
   */
  async expectTold(): Promise<void> {
    await expect.poll(() => this.#ids.filter((id) => !this.#ends.times.has(`${id} completed`)), PATIENCE).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends[Symbol.asyncDispose]();
  }
}
