import { eventSubject } from '@mesh/contracts/event';
import { lifecycleTold } from '@mesh/contracts/workflows-events';
import type { Entry, EntryType } from '../interpreter/entry.ts';
import type { Told } from '../journal/append.ts';
import type { About } from './loaded.ts';

/** Of what lifecycle events are told: of nothing, of executions, or of their tasks as well. */
export type Lifecycle = 'none' | 'workflows' | 'tasks';

type Event = { readonly type: string; readonly time: string; readonly more: readonly string[] };
const event = (type: string, time: string, ...more: string[]): Event => ({
  type: `io.serverlessworkflow.${type}.v1`,
  time,
  more,
});

/** The lifecycle events of the DSL by what the journal tells, with the name of their moment and what else they tell. */
const events: Partial<Readonly<Record<EntryType, Event>>> = {
  'execution.started': event('workflow.started', 'startedAt'),
  'execution.suspended': event('workflow.suspended', 'suspendedAt'),
  'execution.resumed': event('workflow.resumed', 'resumedAt'),
  'execution.cancelled': event('workflow.cancelled', 'cancelledAt'),
  'execution.faulted': event('workflow.faulted', 'faultedAt', 'error'),
  'execution.completed': event('workflow.completed', 'completedAt', 'output'),
  'task.started': event('task.started', 'startedAt'),
  'task.retried': event('task.retried', 'retriedAt'),
  'task.cancelled': event('task.cancelled', 'cancelledAt'),
  'task.faulted': event('task.faulted', 'faultedAt', 'error'),
  'task.completed': event('task.completed', 'completedAt', 'output'),
};
/** An event larger than this tells of an output without holding it. */
const MOST_BYTES = 256 * 1_024;

type Row = { readonly seq: number; readonly at: number; readonly entries: readonly Entry[] };

/** What a row of the journal tells in the words of the DSL. `seq` is the number of its first entry. */
export function lifecycleEvents(about: About, { seq, at, entries }: Row, level: Lifecycle): Told[] {
  if (level === 'none') return [];
  return entries.flatMap((entry, place) => {
    const spelled = events[entry.type];
    if (!spelled || (level === 'workflows' && entry.task !== undefined)) return [];
    const moment = { [spelled.time]: new Date(at).toISOString() };
    const name = qualifiedName(about);
    const { namespace, version } = about;
    const definition = entry.type === 'execution.started' && { definition: { name: about.name, namespace, version } };
    const head = entry.task === undefined ? { name, ...definition } : { workflow: name, task: entry.task };
    const more = Object.fromEntries(spelled.more.map((field) => [field, entry.data[field]]));
    const whole = JSON.stringify({ ...head, ...moment, ...more });
    return {
      id: `${about.id}-${seq + place}`,
      isEmitted: false,
      subject: eventSubject(lifecycleTold, about.workspaceId),
      type: spelled.type,
      source: '/services/workflows',
      about: about.id,
      data: whole.length > MOST_BYTES ? JSON.stringify({ ...head, ...moment }) : whole,
    };
  });
}

/** `<workflow>-<execution>.<namespace>`, as the DSL names the instance of a workflow. */
function qualifiedName({ id, name, namespace }: About): string {
  return `${name}-${id.replace('exe_', '')}.${namespace}`;
}
