import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import { scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import type { Json } from '@mesh/jq/json';
import { unpack } from '@mesh/outbox/event/packed';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { type Level, openLog } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { type RawBuilder, sql } from 'kysely';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import type { Perform } from '../src/engine/perform-effect.ts';
import { publishEvents } from '../src/event/publish-events.ts';
import { type Hearing, startHearing } from '../src/event/start-hearing.ts';
import type { About } from '../src/execution/about.ts';
import { ask, findExecution } from '../src/execution/execution-store.ts';
import { journalAfter } from '../src/history/history-store.ts';
import type { Effect } from '../src/interpreter/frame.ts';
import type { Payloads } from '../src/payload/payloads.ts';
import { type PlanOfWorkflow, planCache } from '../src/plan/plan-cache.ts';
import type { Capacity } from '../src/queue/slots.ts';
import { startWorker, type Worker } from '../src/worker/worker.ts';
import { createWorkflow } from '../src/workflow/create-workflow.ts';
import { noPayloads } from './payload/payloads.ts';

/** What goes wrong is told, at the level that MESH_TEST_LOG names. */
const log = openLog('test', (process.env['MESH_TEST_LOG'] ?? 'error') as Level);
const WAIT_MS = 60_000;
const LOOK_MS = 10;

/** A database of workflows and what a test does in it. */
export class Room implements AsyncDisposable {
  readonly db: Database<Schema>;
  readonly url: string;
  readonly workspaceId = newId('ws');
  /** What is too large for rows; nothing is unless a test says where it goes. */
  readonly payloads: Payloads;
  readonly #opened: AsyncDisposableStack;
  readonly #planOf: PlanOfWorkflow;

  private constructor(db: Database<Schema>, url: string, opened: AsyncDisposableStack, payloads: Payloads) {
    this.db = db;
    this.payloads = payloads;
    this.url = url;
    this.#opened = opened;
    this.#planOf = planCache(db);
  }

  static async open(payloads: Payloads = noPayloads): Promise<Room> {
    await using opening = new AsyncDisposableStack();
    const fresh = opening.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
    const db = opening.use(openDatabase<Schema>({ url: fresh.url, log }));
    return new Room(db, fresh.url, opening.move(), payloads);
  }

  /** A process that works on executions, answering effects by `answer`. It is in a place of its own by default. */
  work(
    answer: (effect: Effect, about: About) => Json | Promise<Json>,
    place: string = newId('evt'),
    capacity?: Capacity,
  ): Worker {
    const perform: Perform = async (about, effect) => answer(effect, about);
    const cache = openCache({ log });
    return startWorker({
      db: this.db,
      cache,
      payloads: this.payloads,
      planOf: planCache(this.db),
      perform,
      onTold: () => {},
      place,
      log,
      ...(capacity && { capacity }),
    });
  }

  /** A process that brings events and listeners together. */
  hear(worker?: Worker): Hearing {
    const planOf = planCache(this.db);
    return startHearing({ db: this.db, planOf, now: Date.now, onReached: () => worker?.look(), log });
  }

  /** Sends an event, as `POST /v1/events` does. */
  async send(event: object, workspaceId: string = this.workspaceId, onHeard = () => {}): Promise<unknown> {
    const handler = publishEvents({ db: this.db, onHeard });
    const text = JSON.stringify({ specversion: '1.0', id: newId('evt'), source: 'https://a.example', ...event });
    const body = { contentType: 'application/cloudevents+json', text };
    const request = { params: {}, query: {}, headers: {}, body } as unknown as Parameters<typeof handler>[0];
    return handler(request, { workspaceId } as Parameters<typeof handler>[1]);
  }

  /** Saves a workflow of these tasks. */
  async save(document: string): Promise<About> {
    const handler = createWorkflow(this.db);
    const principal = { id: newId('key'), type: 'key', workspaceId: this.workspaceId, scopes: [...scopes] };
    const context = { workspaceId: this.workspaceId, principal } as unknown as Parameters<typeof handler>[1];
    const body = { text: document, contentType: 'application/yaml' as const };
    const request = { params: {}, query: {}, headers: {}, body } as Parameters<typeof handler>[0];
    const { id, namespace, name, version } = await handler(request, context);
    const { workspaceId } = this;
    return {
      id: newId('exe'),
      workspaceId,
      workflowId: id,
      namespace,
      name,
      version,
      scopes: [],
      traceparent: undefined,
    };
  }

  /** Begins an execution of what was saved as `about`, under a new id by default. */
  async start(worker: Worker, about: About, input: Json = {}, id = newId('exe')): Promise<string> {
    const plan = await this.#planOf(this.workspaceId, about.workflowId);
    const engine = await eventually(async () => worker.engine);
    await engine.start({ ...about, id }, plan, input);
    return id;
  }

  /** As `key_1` does it, whichever process works on the execution. */
  async cancel(id: string, workspaceId: string = this.workspaceId): Promise<void> {
    await this.db.inWorkspace(workspaceId, (trx) => ask(trx, id, { kind: 'cancelled', by: 'key_1' }));
  }

  row(id: string) {
    return this.db.inWorkspace(this.workspaceId, async (trx) => {
      const row = await findExecution(trx, id);
      if (!row) throw new Error(`there is no ${id}`);
      return row;
    });
  }

  async journal(id: string): Promise<{ type: string; task?: string; seq: number; data?: Json }[]> {
    const rows = await this.db.inWorkspace(this.workspaceId, (trx) => journalAfter(trx, id, 0, 10_000));
    return rows.flatMap(({ seq, entries }) =>
      (entries as { type: string; task?: string; data?: Json }[]).map((entry, place) => ({
        ...entry,
        seq: seq + place,
      })),
    );
  }

  /** What executions have told, as CloudEvents, in order. */
  async told(): Promise<Record<string, unknown>[]> {
    const rows = await this.sql(
      sql<{ packed: Buffer }>`select packed from outbox where type = 'bundle' order by position`,
    );
    return rows.flatMap(({ packed }) => JSON.parse(unpack(packed)) as Record<string, unknown>[]);
  }

  /** The row once it has ended. */
  ended(id: string) {
    return eventually(async () => {
      const row = await this.row(id);
      if (row.endedAt === null) throw new Error(`${id} is still ${row.status}`);
      return row;
    });
  }

  /** The row once it says so. */
  standing(id: string, fits: (row: Awaited<ReturnType<Room['row']>>) => boolean) {
    return eventually(async () => {
      const row = await this.row(id);
      if (!fits(row)) throw new Error(`${id} is ${row.status}`);
      return row;
    });
  }

  /** Runs a statement over all workspaces. */
  async sql<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    return this.db.asSystem(async (trx) => (await query.execute(trx)).rows);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

/** What `look` gives as soon as it does not throw; throws what it threw last after a minute. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + WAIT_MS; ; ) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
