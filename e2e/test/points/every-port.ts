import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@mesh/sdk/connect';
import { worker } from '@mesh/sdk/worker';
import { ask, Problem } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { endings } from '../work/endings.ts';
import type { Ledger } from '../work/ledger.ts';
import { QUEUE, SIGNAL } from './documents.ts';
import { keyed, refusedFor } from './keyed.ts';
import { type Prepared, prepare } from './prepare.ts';
import { signed } from './signed.ts';

const LOOK_MS = 250;
const LARGE = 'large '.repeat(50_000);
export const ways = ['keyed', 'without a key', 'large', 'hook', 'refused at first', 'suspended', 'cancelled'] as const;
export type Way = (typeof ways)[number];
export type Ran = { readonly id: string; readonly n: string; readonly way: Way; status: string; output?: unknown };
type Shown = { id: string; status: string; output?: unknown };

/** Starts executions that pass every port of the mesh, by every way to start an execution and every operation on it. */
export class EveryPort implements AsyncDisposable {
  /** The accepted executions. */
  readonly ran: Ran[] = [];
  readonly #mesh: Mesh;
  readonly #prepared: Prepared;
  readonly #stop = new AbortController();
  readonly #working: Promise<void>;
  readonly #refused = new Set<string>();

  private constructor(mesh: Mesh, prepared: Prepared) {
    this.#mesh = mesh;
    this.#prepared = prepared;
    const work = ({ input }: { input: unknown }) => this.#work(input as { n: string; refuse?: boolean });
    this.#working = worker(connect(mesh), QUEUE, work, { concurrency: 8, signal: this.#stop.signal });
  }

  static async open(mesh: Mesh, ledger: Ledger): Promise<EveryPort> {
    return new EveryPort(mesh, await prepare(mesh, ledger.url));
  }

  #work({ n, refuse }: { n: string; refuse?: boolean }): object {
    if (refuse && !this.#refused.has(n)) throw new Error(`refused: ${this.#refused.add(n).size}`);
    return {};
  }

  /** Starts one and waits for its end. Without a key the answer may be lost, and the execution is then unknown. */
  async run(way: Way): Promise<void> {
    const n = randomUUID();
    const id = await this.start(n, way).catch((error: unknown) => {
      if (way !== 'without a key' || (error instanceof Problem && error.status < 500)) throw error;
      return undefined;
    });
    if (id === undefined) return;
    const one: Ran = { id, n, way, status: 'accepted' };
    this.ran.push(one);
    if (way === 'cancelled') await this.cancel(id);
    else if (way === 'suspended') await this.#suspend(id);
    if (way !== 'cancelled') await this.signal(n);
    await this.end(one);
    if (one.status !== 'faulted' || way !== 'refused at first') return;
    await this.#ask(`/v1/executions/${id}/retry`).catch(refusedFor('conflict')); // the first answer was lost
    await this.end(one);
  }

  /** Starts one, which `n` distinguishes from all others. Returns its id. */
  async start(n: string, way: Way = 'keyed'): Promise<string> {
    const { workflow, hook } = this.#prepared;
    const path = `/v1/workflows/${workflow}/executions`;
    const text = way === 'large' ? { text: LARGE } : {};
    const body = { input: { n, refuse: way === 'refused at first', ...text } };
    if (way === 'without a key') return (await ask<Shown>(this.#mesh, 'POST', path, { body })).body.id;
    if (way !== 'hook') return (await this.#ask(path, body)).id;
    const message = JSON.stringify({ n });
    const headers = { 'content-type': 'application/json', ...signed(hook.secret, n, message) };
    return (await patiently<Shown>(this.#mesh, 'POST', hook.path, { text: message, headers })).body.id;
  }

  #ask(path: string, body: object = {}, headers?: Record<string, string>): Promise<Shown> {
    return keyed<Shown>(this.#mesh, 'POST', path, body, headers);
  }

  /** Sends the event that it waits for. */
  async signal(n: string): Promise<void> {
    const event = { specversion: '1.0', id: n, source: '/every-port', type: SIGNAL, data: { n } };
    await this.#ask('/v1/events', event, { 'content-type': 'application/cloudevents+json' });
  }

  async cancel(id: string): Promise<void> {
    await this.#ask(`/v1/executions/${id}/cancel`);
  }

  async #suspend(id: string): Promise<void> {
    await this.#ask(`/v1/executions/${id}/suspend`).catch(refusedFor('conflict')); // still pending
    await this.#ask(`/v1/executions/${id}/resume`).catch(refusedFor('conflict'));
  }

  /** Waits until it has ended. */
  async end(one: Ran): Promise<void> {
    do {
      await sleep(LOOK_MS);
      const { body } = await patiently<Shown>(this.#mesh, 'GET', `/v1/executions/${one.id}`);
      one.status = body.status;
      one.output = body.output;
    } while (!endings.has(one.status));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#working;
  }
}
