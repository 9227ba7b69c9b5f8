import { hash } from 'node:crypto';
import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import { idOfBytes, newId, uuidBytesOf } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { currentTraceparent, unrecordedTraceparent } from '@mesh/runtime/span';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import type { LaunchAll } from '../queue/launch.ts';
import type { Startable } from './startable.ts';

/** How many of a batch are recorded in the trace of the request. */
const MOST_RECORDED = 10;

type Needs = { readonly launchAll: LaunchAll; readonly planOf: PlanOfWorkflow; readonly startable: Startable };

/** Starts many or none; they share their commits. Asking twice under one id starts the same ones. */
export function startExecutions({ launchAll, planOf, startable }: Needs): HandlerOf<typeof executions.startExecutions> {
  return async ({ params, body: { inputs } }, { workspaceId, principal, newId: id = newId('exe') }) => {
    const { id: workflowId, namespace, name, version } = await startable.find(workspaceId, params.workflowId);
    const plan = await planOf(workspaceId, workflowId);
    const recorded = currentTraceparent();
    const unrecorded = unrecordedTraceparent(recorded);
    const common = { workspaceId, workflowId, namespace, name, version, scopes: principal.scopes };
    const launchings = inputs.map((input, place) => {
      const traceparent = place < MOST_RECORDED ? recorded : unrecorded;
      return { about: { ...common, id: nthId(id, place), traceparent }, plan, input: input as Json };
    });
    const launched = await launchAll(workspaceId, launchings);
    const items = launched.map(({ isPending }, place) => ({
      id: nthId(id, place),
      status: isPending ? ('pending' as const) : ('running' as const),
    }));
    return { items };
  };
}

/** The id of the nth execution of a batch: derived from `id` and its time, so the same each time. */
function nthId(id: string, place: number): string {
  const bytes = uuidBytesOf(id);
  const digest = hash('sha256', `${id}:${place}`, 'buffer');
  // After the time come 4 bits of version, 12 bits that keep the order, and 2 bits of variant.
  const made = Buffer.concat([bytes.subarray(0, 6), digest.subarray(0, 10)]);
  made.writeUInt16BE(0x7000 | (place & 0x0fff), 6);
  made[8] = ((made[8] ?? 0) & 0x3f) | 0x80;
  return idOfBytes('exe', made);
}
