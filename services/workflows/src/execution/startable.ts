import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { Schema } from '../db/schema.ts';
import { findStartable } from '../definition/find-workflow.ts';

const KNOWN_MS = 1_000;
const MOST_KNOWN = 10_000;

type Found = Awaited<ReturnType<typeof findStartable>>;
/** The workflow that `reference` (an id, or `namespace/name` for the latest version) starts. Throws `not-found`. */
export type Startable = (workspaceId: string, reference: string) => Promise<Found>;

/** Looks a workflow up at most once a second, so that many starts of one ask the database once; archiving holds within that second. */
export function startable(db: Database<Schema>): Startable {
  const known = new Remembered<Found>(MOST_KNOWN, { lifeMs: KNOWN_MS });
  return (workspaceId, reference) =>
    known.get(`${workspaceId} ${reference}`, () => db.inWorkspace(workspaceId, (trx) => findStartable(trx, reference)));
}
