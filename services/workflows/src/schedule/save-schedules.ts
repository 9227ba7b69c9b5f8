import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Scope } from '@mesh/contracts/scope';
import { lockSchedules } from '../db/locks.ts';
import type { Trx } from '../db/schema.ts';
import type { WorkflowDocument } from '../definition/document.ts';
import { scheduleOptions } from '../definition/schedule-options.ts';
import { listenersOf } from '../event/listening.ts';
import { beginConsumption } from '../interpreter/consumption.ts';
import { compileConsumption } from '../plan/compile/compile-consumption.ts';
import { insertListeners } from './called-store.ts';
import { dueAt, firstInstant, rulesOf } from './rule.ts';
import { checkScheduleQuota, type ScheduleQuota } from './schedule-quota.ts';
import { databaseTime, endSchedules, insertSchedule } from './schedule-store.ts';
import { stillDue } from './still-due.ts';

type Saved = {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly document: WorkflowDocument;
  /** Scopes of whoever saves it, which its executions inherit. */
  readonly scopes: readonly Scope[];
  readonly quota: ScheduleQuota;
};

/** Saving a schedule requires the right to start the workflow. Throws `forbidden`. */
export function checkMaySchedule({ schedule }: WorkflowDocument, scopes: readonly Scope[]): void {
  if (schedule && !scopes.includes('executions:write'))
    throw new MeshError(
      'forbidden',
      'a workflow with a schedule starts executions: this needs the scope executions:write',
    );
}

/**
 * Replaces the schedules of other versions of a workflow, taking over their last executions, which may still run, and the
 * instants still due. Throws `unprocessable` beyond the quota.
 */
export async function saveSchedules(trx: Trx, saved: Saved): Promise<void> {
  const { workspaceId, workflowId, document, scopes, quota } = saved;
  const { namespace, name, version } = document.document;
  if (document.schedule) await lockSchedules(trx, workspaceId); // otherwise concurrent saves would neither end each other nor be counted
  const before = await endSchedules(trx, { namespace, name });
  const createdAt = await databaseTime(trx);
  for (const rule of document.schedule ? rulesOf(document.schedule, scheduleOptions(document)) : []) {
    const id = newId('sch');
    const former = before.find(({ kind }) => kind === rule.kind);
    const nextAt = (former && (await stillDue(trx, former, rule))) ?? firstInstant(rule, createdAt);
    const times = { createdAt, nextAt: nextAt ?? null, dueAt: nextAt ? dueAt(rule, id, nextAt) : null };
    const named = { id, workspaceId, workflowId, namespace, name, version };
    await insertSchedule(trx, { ...named, ...times, rule, scopes, lastExecution: former?.lastExecution ?? null });
    if (rule.kind === 'on') await listenFor(trx, id, saved);
  }
  if (document.schedule) await checkScheduleQuota(trx, workspaceId, quota);
}

/** Creates its listeners; events before it was saved are not for it. */
async function listenFor(trx: Trx, owner: string, { workspaceId, workflowId, document }: Saved) {
  if (!document.schedule?.on) return;
  const strategy = compileConsumption(document.schedule.on, []);
  const listeners = listenersOf(
    strategy,
    beginConsumption(strategy, () => null),
  );
  await insertListeners(trx, { owner, workspaceId, workflowId }, listeners);
}
