import type * as executions from '@mesh/contracts/executions';
import type { z } from 'zod';
import type { ExecutionRow } from '../execution/execution-store.ts';
import { BUDGET_REACHED } from '../interpreter/budget.ts';
import { OUTCOME_UNKNOWN } from '../interpreter/happenings/outcome-unknown.ts';
import type { OpenTask } from '../outside/task-store.ts';
import { APPROVAL_EVENT } from '../plan/compile/compile-agent.ts';
import { SUSPECTED } from '../recovery/watch.ts';
import type { WorkflowError } from '../workflow-fault.ts';
import type { Suspension } from './suspension.ts';

type Explanation = z.input<typeof executions.explainExecution.output>;

/** An execution's place in the queue, if it is queued. */
export type QueueFacts = {
  readonly beginsAt: Date;
  readonly isReady: boolean;
  /** An execution that holds its key, if the key's limit is reached. */
  readonly holder: string | null;
  /** How many of its workspace are ahead of it. */
  readonly ahead: number;
};
/** What is known of an execution apart from its row. */
export type Facts = {
  readonly queued?: QueueFacts | undefined;
  readonly suspension?: Suspension | undefined;
  /** Who cancelled it. */
  readonly cancelledBy?: string | undefined;
  /** An unfinished task in a worker queue. */
  readonly outside?: OpenTask | undefined;
  /** When something last happened to it, if it waits. */
  readonly waitsSince?: Date | undefined;
  /** Whether the lease of the process that works on it has expired. */
  readonly isLost: boolean;
  /** Types of the events that its tasks wait for; null means any. */
  readonly listensFor: readonly (string | null)[];
};

/** The one reason why an execution is not running now. */
export function explained(row: ExecutionRow, facts: Facts): Explanation {
  const { status: state, startedAt, endedAt, wakeAt, worker, deaths } = row;
  const since = (endedAt ?? facts.waitsSince ?? startedAt).toISOString();
  if (endedAt) return { state, reason: `it is over: ${howItEnded(row, facts)}`, since };
  if (state === 'suspended') return { state, ...ofSuspension(facts.suspension), since: sinceOf(facts, since) };
  if (worker !== null && facts.isLost) return { state, ...ofLoss(deaths), since };
  if (state === 'pending') return { state, ...ofQueue(facts.queued), since };
  if (facts.listensFor.length > 0 && state === 'waiting')
    return { state, reason: ofListening(facts.listensFor), unblockedBy: eventsOf(facts.listensFor, wakeAt), since };
  if (state === 'waiting' && wakeAt)
    return { state, reason: 'it waits for a time', unblockedBy: wakeAt.toISOString(), since };
  if (worker === null) return { state, reason: 'it waits to be taken up', unblockedBy: 'the next free process', since };
  if (facts.outside) return { state, ...ofOutside(facts.outside), since };
  if (state === 'waiting') return { state, reason: 'its task is on the way to a queue, or back', since };
  return { state, reason: 'it is running', since };
}

/** Omits large values, and what only an unavailable journal says. */
function howItEnded({ status, error }: ExecutionRow, { cancelledBy }: Facts): string {
  if (status === 'cancelled' && cancelledBy !== undefined) return `cancelled by ${cancelledBy}`;
  if (status !== 'faulted' || error === null) return status;
  const { instance, title, type } = error as unknown as WorkflowError;
  return `faulted${instance === undefined ? '' : ` at ${instance}`}, ${title ?? type}`;
}

function ofLoss(deaths: number): Pick<Explanation, 'reason' | 'unblockedBy'> {
  if (deaths < SUSPECTED)
    return { reason: 'the process that worked on it is gone', unblockedBy: 'the next free process' };
  return {
    reason: `${deaths} processes in a row died while they worked on it: it may be what kills them`,
    unblockedBy: 'a process that works on few such others',
  };
}

function ofQueue(queued: QueueFacts | undefined): Pick<Explanation, 'reason' | 'blockedBy' | 'unblockedBy'> {
  if (!queued) return { reason: 'it is about to begin' };
  if (!queued.isReady) return { reason: 'it begins at a time', unblockedBy: queued.beginsAt.toISOString() };
  if (queued.holder !== null)
    return {
      reason: 'it waits behind others of its concurrency key',
      blockedBy: queued.holder,
      unblockedBy: 'its end',
    };
  if (queued.ahead === 0) return { reason: 'it is the next of its workspace to begin', unblockedBy: 'a free slot' };
  return {
    reason: 'it waits for a slot, behind others of its workspace',
    blockedBy: `${queued.ahead} before it`,
    unblockedBy: 'the end of others',
  };
}

function ofOutside({ queue, worker }: OpenTask): Pick<Explanation, 'reason' | 'blockedBy' | 'unblockedBy'> {
  if (worker === null)
    return { reason: `its task waits in the queue ${queue}`, unblockedBy: `a worker that takes tasks of ${queue}` };
  return { reason: `a worker of the queue ${queue} does its task`, blockedBy: worker, unblockedBy: 'what it tells' };
}

function ofSuspension(suspension: Suspension | undefined): Pick<Explanation, 'reason' | 'blockedBy' | 'unblockedBy'> {
  const { by = 'somebody', reason, undecided = [] } = suspension ?? {};
  if (undecided.length > 0)
    return {
      reason: `${OUTCOME_UNKNOWN}: a call that is made at most once was not answered; a person has to decide`,
      blockedBy: undecided.join(', '),
      unblockedBy: 'resuming it with an `outcome`',
    };
  return {
    reason: reason === undefined ? 'it is suspended' : `it is suspended: ${reason}`,
    blockedBy: by,
    unblockedBy: reason?.startsWith(BUDGET_REACHED) ? 'raising the budget and resuming it' : 'resuming it',
  };
}

function sinceOf({ suspension }: Facts, otherwise: string): string {
  return suspension?.at?.toISOString() ?? otherwise;
}

function ofListening(types: readonly (string | null)[]): string {
  return types.every(isApproval) ? 'it waits for a person to approve of a tool' : 'it waits for an event';
}

function isApproval(type: string | null): boolean {
  return type === APPROVAL_EVENT;
}

function eventsOf(types: readonly (string | null)[], wakeAt: Date | null): string {
  const decision = types.some(isApproval) ? ['a decision on the `approval.asked` of its journal'] : [];
  const told = types.filter((type) => !isApproval(type)).map((type) => type ?? '(any)');
  const events = [...decision, ...(told.length > 0 ? [`an event of type ${told.join(' or ')}`] : [])].join(', or ');
  return wakeAt ? `${events}, or ${wakeAt.toISOString()}` : events;
}
