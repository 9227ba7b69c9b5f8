import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { ask, Problem, type Sent } from '../../src/ask.ts';
import type { JournalItem } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';
import type { Ledger } from '../work/ledger.ts';
import { documentOf, pointers } from './document.ts';
import type { Foreseen, Model, Run } from './model.ts';

const PATIENCE = { timeout: 60_000, interval: 10 };
const marks = /^execution\.(suspended|resumed|retried|cancelled|forked)$/;

type Shown = {
  id: string;
  status: string;
  input: unknown;
  output?: unknown;
  error?: { status: number; instance: string };
};

/** A mesh and its ledger of effects for one sequence of commands, which has names of its own. */
export class Real {
  readonly tag = randomUUID().slice(0, 13);
  /** Unique, since a new listener does not catch up with all earlier events of a busy type. */
  readonly type = `com.example.model-${this.tag}`;
  readonly #mesh: Mesh;
  readonly #ledger: Ledger;
  /** Names for which the ledger refuses. */
  readonly #refused: Set<string>;
  readonly #settled = new Map<Run, string>();

  constructor(mesh: Mesh, ledger: Ledger, refused: Set<string>) {
    this.#mesh = mesh;
    this.#ledger = ledger;
    this.#refused = refused;
  }

  nameOf(name: string): string {
    return `${this.tag} ${name}`;
  }

  refuse(name: string, isRefused: boolean): void {
    if (isRefused) this.#refused.add(this.nameOf(name));
    else this.#refused.delete(this.nameOf(name));
  }

  document(version: string, rounds: number | undefined): string {
    return documentOf({ name: `model-${this.tag}`, version, rounds, type: this.type, url: this.#ledger.url });
  }

  /** Makes a call and compares its answer with the prediction. Returns the id in it. */
  async ask({ run, ...foreseen }: Foreseen, method: string, path: string, sent?: Sent): Promise<string> {
    const { status, code, id } = await this.#answer(method, path, sent);
    expect({ status, ...(code !== undefined && { code }) }, `${method} ${path}`).toEqual(foreseen);
    if (!run) return id;
    run.id ||= id;
    expect(id, 'the same question has the same answer').toBe(run.id);
    return id;
  }

  async #answer(method: string, path: string, sent?: Sent): Promise<{ status: number; code?: string; id: string }> {
    try {
      const { status, body } = await ask<{ id: string }>(this.#mesh, method, path, sent);
      return { status, id: body.id };
    } catch (error) {
      if (error instanceof Problem) return { status: error.status, code: error.code, id: '' };
      throw error;
    }
  }

  /** Newest first. */
  async list(status: string | undefined): Promise<string[]> {
    const fits = `workflow=e2e/model-${this.tag}&limit=100${status === undefined ? '' : `&status=${status}`}`;
    const { body } = await ask<{ items: Shown[] }>(this.#mesh, 'GET', `/v1/executions?${fits}`);
    return body.items.map(({ id }) => id);
  }

  /** Waits until everything that has changed since the last time is as predicted. */
  async settle({ runs }: Model): Promise<void> {
    for (const run of runs) {
      const state = JSON.stringify([run.status, run.asked, run.marks]);
      if (this.#settled.get(run) === state) continue;
      await expect.poll(() => this.#shown(run), PATIENCE).toEqual(this.#foreseen(run));
      this.#settled.set(run, state);
    }
  }

  async expectShown(run: Run): Promise<void> {
    expect(await this.#shown(run)).toEqual(this.#foreseen(run));
  }

  /** Its state, and how often the ledger was called in each round. */
  async #shown(run: Run): Promise<object> {
    const { body } = await ask<Shown>(this.#mesh, 'GET', `/v1/executions/${run.id}`);
    const { status, input, output, error } = body;
    const asked = this.#notedOf(run).map((noted) => noted?.attempts ?? 0);
    return { status, asked, input, output, error: error && { status: error.status, instance: error.instance } };
  }

  #foreseen({ name, status, said, asked }: Run): object {
    const output = status === 'completed' ? { said } : undefined;
    const error = status === 'faulted' ? { status: 422, instance: pointers.ask } : undefined;
    return { status, asked, input: { name: this.nameOf(name) }, output, error };
  }

  #notedOf({ id, asked }: Run) {
    return asked.map((_, round) => this.#ledger.effects.get(`${id} ${round}`));
  }

  /** Each effect was requested as often as predicted, under one key; histories are gap-free and record all operations. */
  async expectWhole({ runs }: Model): Promise<void> {
    for (const run of runs) {
      expect(this.#notedOf(run).filter((noted) => noted && noted.keys.size !== 1)).toEqual([]);
      const path = `/v1/executions/${run.id}/journal?limit=1000`;
      const { items } = (await ask<{ items: JournalItem[] }>(this.#mesh, 'GET', path)).body;
      expect(items.map(({ seq }) => seq)).toEqual(items.map((_, place) => place + 1));
      expect(items.flatMap(({ type }) => marks.exec(type)?.[1] ?? [])).toEqual(run.marks);
      await this.expectShown(run);
    }
  }
}
