import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { readLines } from './archive-lines.ts';
import { objectOf } from './archive-store.ts';

export type Archived = { readonly workspaceId: string; readonly executionId: string };
type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'get'> };
type Found = { readonly object: string; readonly lines: readonly string[] };

/** The object that holds an execution, and its lines. It is looked up again if a concurrent erasure replaces it. */
export async function objectAround(
  { db, objects }: Needs,
  { workspaceId, executionId }: Archived,
): Promise<Found | undefined> {
  for (let before: string | undefined; ; ) {
    const object = await db.inWorkspace(workspaceId, (trx) => objectOf(trx, executionId));
    if (object === undefined) return undefined;
    try {
      return { object, lines: await readLines(objects, object) };
    } catch (error) {
      if (object === before) throw error;
      before = object;
    }
  }
}
