import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { Schema } from '../db/schema.ts';
import { findStartable } from '../workflow/find-workflow.ts';
import type { OnChanged } from '../workflow/on-changed.ts';

const KNOWN_MS = 1_000;
const MOST_KNOWN = 10_000;

type Found = Awaited<ReturnType<typeof findStartable>>;
export type Startable = {
  /** The workflow that `reference` (an id, or `namespace/name` for the latest version) starts. Throws `not-found`. */
  find(workspaceId: string, reference: string): Promise<Found>;
  /** Drops a workflow that this process has saved or archived. */
  readonly forget: OnChanged;
};

/**
 * Caches workflow look-ups for a second, so that many starts of one query the database once; changes by other processes take
 * effect within that second.
 */
export function startable(db: Database<Schema>): Startable {
  const known = new Remembered<Found>(MOST_KNOWN, { lifeMs: KNOWN_MS });
  const key = (workspaceId: string, reference: string) => `${workspaceId} ${reference}`;
  return {
    find: (workspaceId, reference) =>
      known.get(key(workspaceId, reference), () => db.inWorkspace(workspaceId, (trx) => findStartable(trx, reference))),
    forget(workspaceId, { id, namespace, name }) {
      for (const reference of [id, `${namespace}/${name}`]) known.forget(key(workspaceId, reference));
    },
  };
}
