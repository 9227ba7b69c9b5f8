import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { endedBefore, forgetArchived, objectOf, type Whole, wholeOf } from './archive-store.ts';

const MOST_IN_AN_OBJECT = 200;
const MOST_BYTES = 256 * 1024 * 1024;
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

type Bucket = Pick<Objects, 'put' | 'get'>;

/**
 * Moves executions that ended before a moment into the bucket: NDJSON, compressed, a workspace and a day in one object. An
 * object is there before rows go, so a crash leaves both. Gives how many went.
 */
export async function archiveEnded(db: Database<Schema>, bucket: Bucket, before: Date): Promise<number> {
  let gone = 0;
  for (let after = ''; ; ) {
    const found = await endedBefore(db, before, after, MOST_IN_AN_OBJECT);
    const groups = Map.groupBy(
      found,
      ({ workspaceId, endedAt }) => `${workspaceId}/${endedAt?.toISOString().slice(0, 10)}`,
    );
    for (const [place, members] of groups) {
      const ids = members.map(({ id }) => id);
      const object = `executions/${place}/${ids[0]}.ndjson.gz`;
      const lines = (await wholeOf(db, ids)).map((whole) => JSON.stringify(whole));
      await bucket.put(object, await pack(lines.join('\n')), { contentType: 'application/gzip' });
      gone += await forgetArchived(db, object, ids, before);
    }
    if (found.length < MOST_IN_AN_OBJECT) return gone;
    after = found.at(-1)?.id ?? after;
  }
}

/** Reads an execution that lies in the bucket; undefined where there is none. */
export async function readArchived(
  db: Database<Schema>,
  bucket: Bucket,
  workspaceId: string,
  executionId: string,
): Promise<Whole | undefined> {
  const object = await db.inWorkspace(workspaceId, (trx) => objectOf(trx, executionId));
  if (object === undefined) return undefined;
  const text = (await unpack(await bucket.get(object), { maxOutputLength: MOST_BYTES })).toString();
  const mark = `{"execution":{"id":"${executionId}"`;
  const line = text.split('\n').find((one) => one.startsWith(mark));
  return line === undefined ? undefined : revived(JSON.parse(line) as Whole);
}

/** Older lines know none. */
const noReferences = { inputRef: null, endRef: null };

/** Times come out of JSON as texts. */
function revived({ execution, journal }: Whole): Whole {
  const { startedAt, endedAt } = execution;
  return {
    execution: { ...noReferences, ...execution, startedAt: new Date(startedAt), endedAt: endedAt && new Date(endedAt) },
    journal: journal.map((line) => ({ ...line, at: new Date(line.at) })),
  };
}
