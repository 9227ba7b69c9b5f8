import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '@mesh/testing/chance';
import { ask, Problem } from '../../src/ask.ts';
import type { JournalItem } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { endings } from '../work/endings.ts';
import { named, saveWorkflow } from '../work/save-workflow.ts';
import type { Asked, Shown } from './call.ts';
import type { Recorder } from './recorder.ts';

/** All executions of a workflow fit on one page. */
const MOST_OF_A_WORKFLOW = 80;
/** Requests go to this many of the newest. */
const NEWEST = 60;
const READERS = 16;
const LOOK_MS = 500;
const LONGEST_MS = 120_000;
const cloudEvent = { 'content-type': 'application/cloudevents+json' };

const document = (name: string, type: string) => `
document: ${named(name)}
do:
  - hear: {listen: {to: {one: {with: {type: ${type}, data: {item: '\${ $workflow.input.item }'}}}}}}
  - told: {set: {value: '\${ .[0].value }'}}
`;

type Execution = { id: string; status: string; input: { item: string }; output?: { value: string } };
type Item = { readonly item: string; readonly id: string; isSignalled: boolean };

/** Executions that each wait for one event and output its data. */
export class Items {
  readonly #mesh: Mesh;
  readonly #recorder: Recorder;
  readonly #chance: Chance;
  readonly #type = `com.example.history-${randomUUID()}`;
  readonly #items: Item[] = [];
  readonly #workflows: string[] = [];
  #saving: Promise<void> | undefined;
  #begun = 0;

  constructor(mesh: Mesh, recorder: Recorder, chance: Chance) {
    this.#mesh = mesh;
    this.#recorder = recorder;
    this.#chance = chance;
  }

  async start(): Promise<void> {
    if (this.#begun++ % MOST_OF_A_WORKFLOW === 0) this.#saving = this.#save();
    await this.#saving;
    const workflow = this.#workflows.at(-1) ?? '';
    const item = randomUUID();
    const asked = { kind: 'start', workflow, item, id: '' } as const;
    const started = await this.#recorder.record<Extract<Asked, { kind: 'start' }>>(asked, async () => {
      const sent = { body: { input: { item } }, headers: { 'idempotency-key': item } };
      const path = `/v1/workflows/${workflow}/executions`;
      return { ...asked, id: (await patiently<{ id: string }>(this.#mesh, 'POST', path, sent)).body.id };
    });
    if (started) this.#items.push({ item, id: started.id, isSignalled: false });
  }

  async #save(): Promise<void> {
    this.#workflows.push(await saveWorkflow(this.#mesh, document(`history-${randomUUID()}`, this.#type)));
  }

  async signal(one = this.#some()): Promise<void> {
    if (!one) return this.start();
    one.isSignalled = true;
    const [{ item }, value] = [one, randomUUID()];
    const asked = { kind: 'signal', item, value } as const;
    await this.#recorder.record(asked, async () => {
      const event = { specversion: '1.0', id: value, source: '/history', type: this.#type, data: { item, value } };
      await patiently(this.#mesh, 'POST', '/v1/events', { text: JSON.stringify(event), headers: cloudEvent });
      return asked;
    });
  }

  /** Returns its state. */
  async get(one = this.#some(), by: typeof ask = ask): Promise<Shown | undefined> {
    if (!one) return void (await this.start());
    const asked = { kind: 'get', id: one.id, shown: undefined as Shown | undefined } as const;
    const answered = await this.#recorder.record(asked, async () => {
      const answer = await by<Execution>(this.#mesh, 'GET', `/v1/executions/${one.id}`).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      });
      const { status = '', input, output } = answer?.body ?? {};
      return { ...asked, shown: input && { item: input.item, status, value: output?.value } };
    });
    return answered?.shown;
  }

  async journal(one = this.#some()): Promise<void> {
    if (!one) return this.start();
    const asked = { kind: 'journal', id: one.id, entries: [] as JournalItem[] } as const;
    await this.#recorder.record(asked, async () => {
      const path = `/v1/executions/${one.id}/journal?limit=100`;
      const { items } = (await ask<{ items: JournalItem[] }>(this.#mesh, 'GET', path)).body;
      return { ...asked, entries: items };
    });
  }

  async all(workflow = this.#workflows[this.#chance(this.#workflows.length)], by: typeof ask = ask): Promise<void> {
    if (!workflow) return this.start();
    const asked = { kind: 'all', workflow, items: [] as { id: string; item: string }[] } as const;
    await this.#recorder.record(asked, async () => {
      const { body } = await by<{ items: Execution[] }>(
        this.#mesh,
        'GET',
        `/v1/executions?workflow=${workflow}&limit=100`,
      );
      return { ...asked, items: body.items.map(({ id, input }) => ({ id, item: input.item })) };
    });
  }

  /** Signals each, and reads it until it has ended; then lists those of each workflow. */
  async settle(): Promise<void> {
    const left = [...this.#items];
    const settle = async () => {
      for (let one = left.pop(); one; one = left.pop()) {
        if (!one.isSignalled) await this.signal(one);
        const until = performance.now() + LONGEST_MS;
        while (!endings.has((await this.get(one, patiently))?.status ?? '') && performance.now() < until)
          await sleep(LOOK_MS);
      }
    };
    await Promise.all(Array.from({ length: READERS }, settle));
    for (const workflow of this.#workflows) await this.all(workflow, patiently);
  }

  #some(): Item | undefined {
    const newest = this.#items.slice(-NEWEST);
    return newest[this.#chance(newest.length)];
  }
}
