import { containing } from '@mesh/database/containing';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { CredentialRow, Schema, Trx } from '../db/schema.ts';

/** Returns undefined if the id is taken. */
export function insertCredential(trx: Trx, row: Insertable<Schema['credential']>): Promise<CredentialRow | undefined> {
  return trx
    .insertInto('credential')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findCredential(trx: Trx, id: string): Promise<CredentialRow | undefined> {
  return trx.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Locks the row until the transaction ends. */
export function lockCredential(trx: Trx, id: string): Promise<CredentialRow | undefined> {
  return trx.selectFrom('credential').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

type CredentialFilter = {
  type?: string | undefined;
  environment?: string | undefined;
  tag?: string | undefined;
  search?: string | undefined;
};

export function findCredentials(trx: Trx, filter: CredentialFilter, below: Below): Promise<CredentialRow[]> {
  const { type, environment, tag, search } = filter;
  const part = containing(search ?? '');
  const rows = trx
    .selectFrom('credential')
    .selectAll()
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(environment !== undefined, (query) => query.where('environment', '=', environment ?? ''))
    .$if(tag !== undefined, (query) => query.where(sql<boolean>`${tag} = any(tags)`))
    .$if(search !== undefined, (query) =>
      query.where((is) => is.or([is('name', 'ilike', part), is('description', 'ilike', part)])),
    );
  return newestFirst(rows, 'id', below).execute();
}

/** Those of these ids, and of these names in the environment, that the workspace has. */
export async function findExisting(
  trx: Trx,
  wanted: readonly string[],
  environment: string,
): Promise<ReadonlySet<string>> {
  const rows = await trx
    .selectFrom('credential')
    .select(['id', 'name', 'environment'])
    .where((is) =>
      is.or([is('id', 'in', wanted), is.and([is('name', 'in', wanted), is('environment', '=', environment)])]),
    )
    .execute();
  return new Set(rows.flatMap((row) => (row.environment === environment ? [row.id, row.name] : [row.id])));
}

export function changeCredential(
  trx: Trx,
  id: string,
  change: Updateable<Schema['credential']>,
): Promise<CredentialRow> {
  return trx
    .updateTable('credential')
    .set({ ...change, revision: sql<number>`revision + 1`, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function keepTest(trx: Trx, id: string, version: number, lastTest: object): Promise<void> {
  await trx
    .updateTable('credential')
    .set({ lastTest: JSON.stringify(lastTest) })
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}

export async function removeCredential(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('credential').where('id', '=', id).execute();
}

export async function insertVersion(trx: Trx, row: Insertable<Schema['credentialVersion']>): Promise<void> {
  await trx.insertInto('credentialVersion').values(row).execute();
}

export function findVersion(trx: Trx, credentialId: string, version: number) {
  return trx
    .selectFrom('credentialVersion')
    .select(['version', 'envelope', 'fields'])
    .where('credentialId', '=', credentialId)
    .where('version', '=', version)
    .executeTakeFirst();
}

export function findVersions(trx: Trx, credentialId: string, below: Below<number>) {
  const rows = trx
    .selectFrom('credentialVersion')
    .select(['version', 'fields', 'createdAt', 'createdBy'])
    .where('credentialId', '=', credentialId);
  return newestFirst(rows, 'version', below).execute();
}
