import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { isLineOf } from './archive-lines.ts';
import type { Whole } from './archive-store.ts';
import { type Archived, objectAround } from './object-around.ts';

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'get'> };

/** Reads an archived execution from the bucket; undefined if there is none. */
export async function readArchived(needs: Needs, archived: Archived): Promise<Whole | undefined> {
  const found = await objectAround(needs, archived);
  const line = found?.lines.find((one) => isLineOf(one, archived.executionId));
  return line === undefined ? undefined : revived(JSON.parse(line) as Whole);
}

/** Fields that older lines lack. */
const unknown = { inputRef: null, endRef: null, parentId: null, parentTask: null };

/** Turns the times, which are text in JSON, back into dates. */
function revived({ execution, journal }: Whole): Whole {
  const { startedAt, endedAt } = execution;
  return {
    execution: { ...unknown, ...execution, startedAt: new Date(startedAt), endedAt: endedAt && new Date(endedAt) },
    journal: journal.map((line) => ({ ...line, at: new Date(line.at) })),
  };
}
