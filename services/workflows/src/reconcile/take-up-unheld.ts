import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { takeUp } from '../recovery/take-up.ts';
import type { Worker } from '../worker/worker.ts';
import { ownedAt } from './owned-store.ts';

export type UnheldNeeds = {
  readonly db: Database<Schema>;
  readonly planOf: PlanOfWorkflow;
  readonly worker: Pick<Worker, 'engineNow' | 'payloads'>;
  /** Where this process runs. */
  readonly place: string;
  readonly log: Log;
};

/**
 * Takes up executions that this process owns without knowing it: the answer to its claim was lost with the connection, or a
 * hand-back failed. A claim under way looks the same, so only those that were unheld at the last look as well, `before`, are
 * taken up. Returns what is unheld now.
 */
export async function takeUpUnheld(
  { db, planOf, worker, place, log }: UnheldNeeds,
  before: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { engineNow: engine } = worker;
  if (!engine) return new Set(); // between two lives the process owns nothing
  const unheld = (await ownedAt(db, place)).filter(({ id }) => !engine.holds(id));
  const lost = unheld.filter((one) => before.has(nameOf(one)));
  if (lost.length > 0) log.warn({ count: lost.length }, 'executions of this process were not worked on');
  for (const { id, worker: owner } of lost)
    await takeUp({ db, payloads: worker.payloads, planOf, engine, log }, owner, [id]);
  return new Set(unheld.map(nameOf));
}

/** Unique per life of the process. */
const nameOf = ({ id, worker }: { id: string; worker: string }) => `${worker} ${id}`;
