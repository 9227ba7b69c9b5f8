import { randomUUID } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { MOST_BYTES, packed } from './archive-lines.ts';
import { archivesOf, type Ended, endedBefore, forgetArchived, wholeOf } from './archive-store.ts';

/** Limits of one object: fewer executions if together they exceed the bytes. */
const MOST_IN_AN_OBJECT = { executions: 200, bytes: 32 * 1024 * 1024 };

type Bucket = Pick<Objects, 'put' | 'delete'>;

/**
 * Moves executions that ended before a given time into the bucket: compressed NDJSON, one workspace and day per object. The
 * object is written before the rows are deleted, so a crash leaves both; each archiving process writes objects of its own.
 * Returns how many were moved.
 */
export async function archiveEnded(db: Database<Schema>, bucket: Bucket, before: Date): Promise<number> {
  let gone = 0;
  for (let after = ''; ; ) {
    const found = await endedBefore(db, before, after, MOST_IN_AN_OBJECT.executions);
    for (const members of objectsOf(found)) gone += await archive(db, bucket, members, before);
    if (found.length < MOST_IN_AN_OBJECT.executions) return gone;
    after = found.at(-1)?.id ?? after;
  }
}

async function archive(db: Database<Schema>, bucket: Bucket, members: readonly Ended[], before: Date) {
  const [first] = members;
  const ids = members.map(({ id }) => id);
  const lines = (await wholeOf(db, ids)).map((whole) => JSON.stringify(whole));
  if (!first || lines.length === 0) return 0;
  const object = `${placeOf(first)}/${first.id}.${randomUUID()}.ndjson.gz`;
  await bucket.put(object, await packed(lines), { contentType: 'application/gzip' });
  const gone = await forgetArchived(db, object, ids, before);
  if (gone === 0) await bucket.delete(object);
  return gone;
}

function placeOf({ workspaceId, endedAt }: Ended): string {
  return `${archivesOf(workspaceId)}${endedAt.toISOString().slice(0, 10)}`;
}

/** Groups executions by object. */
export function objectsOf(found: readonly Ended[]): Ended[][] {
  const objects: Ended[][] = [];
  for (const group of Map.groupBy(found, placeOf).values()) {
    let room = 0;
    for (const one of group) {
      if (one.bytes > MOST_BYTES) continue;
      if (one.bytes > room) {
        objects.push([]);
        room = MOST_IN_AN_OBJECT.bytes;
      }
      objects.at(-1)?.push(one);
      room -= one.bytes;
    }
  }
  return objects;
}
