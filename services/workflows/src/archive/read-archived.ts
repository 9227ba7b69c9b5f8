import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { MOST_BYTES } from './archive-ended.ts';
import { objectOf, type Whole } from './archive-store.ts';

const unpack = promisify(gunzip);

/** Reads an execution that lies in the bucket; undefined where there is none. */
export async function readArchived(
  db: Database<Schema>,
  bucket: Pick<Objects, 'get'>,
  workspaceId: string,
  executionId: string,
): Promise<Whole | undefined> {
  const object = await db.inWorkspace(workspaceId, (trx) => objectOf(trx, executionId));
  if (object === undefined) return undefined;
  const packed = await bucket.get(object, { maxBytes: MOST_BYTES });
  const text = (await unpack(packed, { maxOutputLength: MOST_BYTES })).toString();
  const mark = `{"execution":{"id":"${executionId}"`;
  const line = text.split('\n').find((one) => one.startsWith(mark));
  return line === undefined ? undefined : revived(JSON.parse(line) as Whole);
}

/** What older lines do not know. */
const unknown = { inputRef: null, endRef: null, parentId: null, parentTask: null };

/** Times come out of JSON as texts. */
function revived({ execution, journal }: Whole): Whole {
  const { startedAt, endedAt } = execution;
  return {
    execution: { ...unknown, ...execution, startedAt: new Date(startedAt), endedAt: endedAt && new Date(endedAt) },
    journal: journal.map((line) => ({ ...line, at: new Date(line.at) })),
  };
}
