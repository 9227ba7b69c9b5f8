import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { JournalItem } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { endings } from './endings.ts';
import type { Ledger } from './ledger.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const STEPS = [1, 2, 3, 4, 5];
const LOOK_MS = 1_500;
const READERS = 16;

/** Five effects one after the other, each recorded by the ledger, with pauses so that faults happen during the work. */
const document = (url: string, pauseMs: number) => `
document: ${named('five-effects')}
do:
  - each:
      for: {each: step, in: '\${ ${JSON.stringify(STEPS)} }'}
      do:
        - note:
            call: http
            with:
              method: post
              endpoint: {uri: ${url}/effects}
              body: {execution: '\${ $workflow.id }', step: '\${ $step }'}
        - rest:
            wait: {milliseconds: ${pauseMs}}
`;

/** Runs executions of five effects in a mesh with faults, with the retries of a good client. */
export class FiveEffects {
  /** The accepted executions by id, with their status once they have ended. */
  readonly executions = new Map<string, string>();
  readonly #errors = new Map<string, unknown>();
  readonly #mesh: Mesh;
  readonly #ledger: Ledger;
  readonly #path: string;
  readonly #lookMs: number;

  private constructor(mesh: Mesh, ledger: Ledger, path: string, lookMs: number) {
    this.#mesh = mesh;
    this.#ledger = ledger;
    this.#path = path;
    this.#lookMs = lookMs;
  }

  /** `pauseMs` is the pause between effects; each client checks every `lookMs` whether its execution has ended. */
  static async save(mesh: Mesh, ledger: Ledger, pauseMs: number, lookMs = LOOK_MS): Promise<FiveEffects> {
    const id = await saveWorkflow(mesh, document(ledger.url, pauseMs));
    return new FiveEffects(mesh, ledger, `/v1/workflows/${id}/executions`, lookMs);
  }

  get ended(): number {
    return [...this.executions.values()].filter((status) => endings.has(status)).length;
  }

  get attempts(): number {
    return this.#noted().reduce((sum, [, { attempts }]) => sum + attempts, 0);
  }

  /** Starts one and waits for its end. */
  async run(): Promise<void> {
    await this.end(await this.start());
  }

  async start(): Promise<string> {
    const headers = { 'idempotency-key': randomUUID() };
    const started = await patiently<{ id: string }>(this.#mesh, 'POST', this.#path, { body: {}, headers });
    const { id } = started.body;
    this.executions.set(id, 'accepted');
    return id;
  }

  /** Waits for its end. */
  async end(id: string): Promise<void> {
    while (!endings.has(this.executions.get(id) ?? '')) {
      await sleep(this.#lookMs);
      const path = `/v1/executions/${id}`;
      const { status, error } = (await patiently<{ status: string; error?: unknown }>(this.#mesh, 'GET', path)).body;
      this.executions.set(id, status);
      if (error) this.#errors.set(id, error);
    }
  }

  /** All accepted executions completed; each effect was requested under one key of its own, and recorded once. */
  async expectWhole(): Promise<void> {
    const ids = [...this.executions.keys()];
    const others = [...this.executions].filter(([, status]) => status !== 'completed');
    expect(others.map(([id, status]) => [id, status, this.#errors.get(id)])).toEqual([]);
    const effects = this.#noted();
    const expected = ids.flatMap((id) => STEPS.map((step) => `${id} ${step}`)).sort();
    expect(effects.map(([name]) => name).sort()).toEqual(expected);
    expect(effects.filter(([, { keys }]) => keys.size !== 1)).toEqual([]);
    expect(new Set(effects.flatMap(([, { keys }]) => [...keys])).size).toBe(effects.length);
    const unread = [...ids];
    const read = async () => {
      for (let id = unread.pop(); id; id = unread.pop()) await this.#expectRecordedOnce(id);
    };
    await Promise.all(Array.from({ length: READERS }, read));
  }

  async journalOf(id: string): Promise<JournalItem[]> {
    const path = `/v1/executions/${id}/journal?limit=100`;
    return (await patiently<{ items: JournalItem[] }>(this.#mesh, 'GET', path)).body.items;
  }

  async #expectRecordedOnce(id: string): Promise<void> {
    const items = await this.journalOf(id);
    expect(
      items.map(({ seq }) => seq),
      `${id} has a gap-free history`,
    ).toEqual(items.map((_, place) => place + 1));
    const notes = items.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
    expect(notes.length, `${id} records each effect once`).toBe(STEPS.length);
  }

  #noted() {
    return [...this.#ledger.effects].filter(([name]) => this.executions.has(name.split(' ')[0] ?? ''));
  }
}
