import type { Bus } from '@mesh/bus/bus';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { defineEvent } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { type Log, silent } from '@mesh/runtime/log';
import { type FreshDatabase, freshDatabase } from '@mesh/testing/database';
import { z } from 'zod';
import { outboxMigrations } from '../src/migrations.ts';
import { record } from '../src/record.ts';
import type { OutboxTables } from '../src/tables.ts';

export type Schema = OutboxTables & { effect: { workspaceId: string; eventId: string; number: number } };

export const counted = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.number.counted.v1',
  topic: 'vectors.number.counted',
  summary: 'A number has been counted.',
  data: z.object({ number: z.number() }),
});
export const workspaceId = newId('ws');

const keys = generatePrincipalKeys(services);
export const folders = [outboxMigrations, new URL('./sql/', import.meta.url)];

export function openBus(service: Service, url: string, log: Log = silent): Promise<Bus> {
  return connectBus({ url, name: service, log, signingKey: keys.signingKeys[service], publicKeys: keys.publicKeys });
}

export type Store = { readonly db: Database<Schema>; readonly url: string } & AsyncDisposable;

/** A database with outbox, inbox and a table of effects, which keeps repeats, so that a doubled effect shows. */
export async function openStore(): Promise<Store> {
  return storeIn(await freshDatabase({ folders }));
}

/** The same in a database that is there. */
export function storeIn(database: FreshDatabase): Store {
  const stack = new AsyncDisposableStack();
  stack.use(database);
  const db = stack.use(openDatabase<Schema>({ url: database.url, log: silent }));
  return { db, url: database.url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Records one event for each number, each in a transaction of its own. Returns their ids. */
export async function count(db: Database<Schema>, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = from; number < to; number++)
    ids.push(await db.inWorkspace(workspaceId, (trx) => record(trx, counted, { workspaceId, data: { number } })));
  return ids;
}

/** The numbers whose effect stands, in order, repeats included. */
export async function effects(db: Database<Schema>): Promise<number[]> {
  const rows = await db.asSystem((trx) => trx.selectFrom('effect').select('number').orderBy('number').execute());
  return rows.map(({ number }) => number);
}

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
