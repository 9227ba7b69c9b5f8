import { randomUUID } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { MOST_BYTES, packed } from './archive-lines.ts';
import { archivesOf, type Ended, endedBefore, forgetArchived, wholeOf } from './archive-store.ts';

/** Fewer are in an object where they are larger together than this. */
const MOST_IN_AN_OBJECT = { executions: 200, bytes: 32 * 1024 * 1024 };

type Bucket = Pick<Objects, 'put' | 'delete'>;

/**
 * Moves executions that ended before a moment into the bucket: NDJSON, compressed, a workspace and a day in one object. An
 * object is there before rows go, so a crash leaves both, and is nobody else's, whoever archives at the same time. Gives how
 * many went.
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

/** What goes into one object each. */
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
