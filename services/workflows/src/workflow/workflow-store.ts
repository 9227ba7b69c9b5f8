import { MeshError } from '@mesh/contracts/mesh-error';
import { containing } from '@mesh/database/containing';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { WorkflowTable } from '../definition/definition-tables.ts';
import type { ReadDocument } from '../definition/read-document.ts';

const columns = ['id', 'namespace', 'name', 'version', 'digest', 'createdAt', 'archivedAt'] as const;
/** A workflow without its document, which may be large. */
export type WorkflowRow = Pick<Selectable<WorkflowTable>, (typeof columns)[number]>;
type Named = Pick<WorkflowTable, 'namespace' | 'name' | 'version'>;

/** Inserts the workflow; undefined if its id or version exists. */
export function insertWorkflow(trx: Trx, row: Insertable<WorkflowTable>): Promise<WorkflowRow | undefined> {
  return trx
    .insertInto('workflow')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export function findVersion(trx: Trx, { version, ...named }: Named): Promise<WorkflowRow | undefined> {
  return versionsOf(trx, named).where('version', '=', version).executeTakeFirst();
}

/** The active version that is highest in semantic order. */
export function findLatest(trx: Trx, named: Omit<Named, 'version'>): Promise<WorkflowRow | undefined> {
  return versionsOf(trx, named)
    .where('archivedAt', 'is', null)
    .orderBy('versionOrder', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function versionsOf(trx: Trx, { namespace, name }: Omit<Named, 'version'>) {
  return trx.selectFrom('workflow').select(columns).where('namespace', '=', namespace).where('name', '=', name);
}

/** Throws `not-found`, also for another workspace's workflow. */
export async function workflowWithId(trx: Trx, id: string): Promise<WorkflowRow> {
  const found = await trx.selectFrom('workflow').select(columns).where('id', '=', id).executeTakeFirst();
  return found ?? missing(id);
}

/** The document as it was sent, and as parsed. */
export async function sourceWithId(trx: Trx, id: string) {
  const row = await trx
    .selectFrom('workflow')
    .select(['namespace', 'name', 'version', 'digest', 'document', 'source', 'contentType'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? missing(id);
}

/** The document of a workflow, archived or not, since its executions go on. */
export function findDocument(trx: Trx, id: string): Promise<ReadDocument | undefined> {
  return trx.selectFrom('workflow').select(['document', 'digest']).where('id', '=', id).executeTakeFirst();
}

/** Indexes of those that are missing or archived: by version, or `latest` for any. */
export async function placesOfMissing(trx: Trx, wanted: readonly Named[]): Promise<number[]> {
  const column = (name: keyof Named) => wanted.map((one) => one[name]);
  const { rows } = await sql<{ place: number }>`
    select wanted.place::integer - 1 as place
    from unnest(${column('namespace')}::text[], ${column('name')}::text[], ${column('version')}::text[])
      with ordinality as wanted (namespace, name, version, place)
    where not exists (select from workflow w where w.namespace = wanted.namespace and w.name = wanted.name
      and (wanted.version = 'latest' or w.version = wanted.version) and w.archived_at is null)`.execute(trx);
  return rows.map(({ place }) => place);
}

type Wish = { namespace?: string | undefined; name?: string | undefined; search?: string | undefined };

/** Active workflows, newest first. */
export function workflowsBelow(trx: Trx, { namespace, name, search }: Wish, below: Below): Promise<WorkflowRow[]> {
  let query = trx.selectFrom('workflow').select(columns).where('archivedAt', 'is', null);
  if (namespace !== undefined) query = query.where('namespace', '=', namespace);
  if (name !== undefined) query = query.where('name', '=', name);
  if (search !== undefined) {
    const pattern = containing(search);
    query = query.where(({ or, eb }) => or([eb('namespace', 'ilike', pattern), eb('name', 'ilike', pattern)]));
  }
  return newestFirst(query, 'id', below).execute();
}

/** Archives or reactivates. Undefined if nothing changes. */
export function setArchived(trx: Trx, id: string, isArchived: boolean): Promise<WorkflowRow | undefined> {
  return trx
    .updateTable('workflow')
    .set({ archivedAt: isArchived ? sql<Date>`now()` : null })
    .where('id', '=', id)
    .where('archivedAt', isArchived ? 'is' : 'is not', null)
    .returning(columns)
    .executeTakeFirst();
}

export function missing(reference: string): never {
  throw new MeshError('not-found', `there is no workflow ${reference}`);
}
