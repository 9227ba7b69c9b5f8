import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findWorkflow } from '../definition/find-workflow.ts';

const KNOWN_MS = 1_000;
const MOST_KNOWN = 10_000;

type Found = Awaited<ReturnType<typeof findWorkflow>>;
/** The workflow that `reference` (an id, or `namespace/name` for the latest version) starts. Throws `not-found`. */
export type Startable = (workspaceId: string, reference: string) => Promise<Found>;

/** Looks a workflow up at most once a second, so that many starts of one ask the database once; archiving holds within that second. */
export function startable(db: Database<Schema>): Startable {
  const known = new Map<string, { found: Promise<Found>; until: number }>();
  return (workspaceId, reference) => {
    const key = `${workspaceId} ${reference}`;
    const entry = known.get(key);
    if (entry && entry.until > performance.now()) return entry.found;
    const found = db.inWorkspace(workspaceId, (trx) => findWorkflow(trx, reference));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { found, until: performance.now() + KNOWN_MS });
    found.catch(() => known.delete(key));
    return found;
  };
}
