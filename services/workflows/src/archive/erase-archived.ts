import { randomUUID } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema, Trx } from '../db/schema.ts';
import { isLineOf, packed } from './archive-lines.ts';
import { leaveObject } from './archive-store.ts';
import { type Archived, objectAround } from './object-around.ts';

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'get' | 'put' | 'delete'> };

/**
 * Erases an archived execution: its object is replaced by a copy without it, and `tell` runs in the transaction that makes this
 * true. A concurrent erasure from the same object starts over. False if the execution is not archived.
 */
export async function eraseArchived(
  { db, objects }: Needs,
  archived: Archived,
  tell: (trx: Trx) => Promise<unknown>,
): Promise<boolean> {
  for (;;) {
    const found = await objectAround({ db, objects }, archived);
    if (!found) return false;
    const { object } = found;
    const left = found.lines.filter((line) => !isLineOf(line, archived.executionId));
    const other = object.replace(/[^.]+\.ndjson\.gz$/, `${randomUUID()}.ndjson.gz`);
    if (left.length > 0) await objects.put(other, await packed(left), { contentType: 'application/gzip' });
    const isOut = await db.asSystem(async (trx) => {
      if (!(await leaveObject(trx, { ...archived, object, other }))) return false;
      await tell(trx);
      return true;
    });
    await objects.delete(isOut ? object : other).catch(() => {}); // otherwise it is swept later
    if (isOut) return true;
  }
}
