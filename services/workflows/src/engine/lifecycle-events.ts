import { eventSubject } from '@mesh/contracts/event';
import { lifecycleTold } from '@mesh/contracts/workflows-events';
import type { Lifecycle } from '../definition/lifecycle.ts';
import type { About } from '../execution/about.ts';
import type { Entry, EntryType } from '../interpreter/entry.ts';
import type { Turn } from '../interpreter/turn.ts';
import type { Told } from '../journal/append.ts';
import { itemUrl } from '../journal/item-url.ts';
import { isLong } from '../payload/size.ts';
import { Texts } from '../payload/texts.ts';
import type { Plan, TaskKind } from '../plan/plan.ts';
import { kindsIn } from '../plan/tasks-in.ts';

type Event = {
  /** Without the prefix and the version of the DSL. */
  readonly type: string;
  /** Name of its time field. */
  readonly time: string;
  /** Further fields, copied from the journal entry. */
  readonly more: readonly string[];
};
const event = (type: string, time: string, ...more: string[]): Event => ({ type, time, more });

const created = event('task.created', 'createdAt');
const started = event('task.started', 'startedAt');
const cancelled = event('task.cancelled', 'cancelledAt');
const suspended = event('task.suspended', 'suspendedAt');
const resumed = event('task.resumed', 'resumedAt');
const correlating = event('workflow.correlation-started', 'startedAt');
const correlated = event('workflow.correlation-completed', 'completedAt', 'correlationKeys');

/** The lifecycle events of the DSL by journal entry. */
const events: Partial<Readonly<Record<EntryType, Event>>> = {
  'execution.started': event('workflow.started', 'startedAt'),
  'execution.suspended': event('workflow.suspended', 'suspendedAt'),
  'execution.resumed': event('workflow.resumed', 'resumedAt'),
  'execution.cancelled': event('workflow.cancelled', 'cancelledAt'),
  'execution.faulted': event('workflow.faulted', 'faultedAt', 'error'),
  'execution.completed': event('workflow.completed', 'completedAt', 'output'),
  'task.started': started,
  'task.retried': event('task.retried', 'retriedAt'),
  'task.cancelled': cancelled,
  'task.faulted': event('task.faulted', 'faultedAt', 'error'),
  'task.completed': event('task.completed', 'completedAt', 'output'),
};
/** The journal's pointer of the workflow itself, which the DSL does not count as a task. */
const WHOLE = '';
/** Tasks that end as they begin, whose start has no journal entry. */
const instant: ReadonlySet<TaskKind | undefined> = new Set(['set', 'switch', 'raise', 'emit']);
/** The result of a turn. `seq` is the number of the first entry. */
type Row = { readonly seq: number; readonly at: number; readonly entries: readonly Entry[] } & Partial<
  Pick<Turn, 'early' | 'open' | 'left'>
>;

/** The lifecycle events of a journal row. */
export function lifecycleEvents(about: About, row: Row, level: Lifecycle, plan: Plan, texts = new Texts()): Told[] {
  if (level === 'none') return [];
  const { seq, entries } = row;
  const at = new Date(row.at).toISOString();
  return entries.flatMap((entry, place) => {
    const all = eventsOf(entry, row, plan);
    const wanted = level === 'tasks' ? all : all.filter(([{ type }]) => type.startsWith('workflow.'));
    return wanted.map(([spelled, task = entry.task], nth) => {
      const when = { seq: seq + place, nth, at, task };
      return told(about, entry, spelled, when, texts);
    });
  });
}

/** The events of one entry, each with its task if that differs from the entry's. */
function eventsOf(entry: Entry, { early, open, left = [] }: Row, plan: Plan): (readonly [Event, task?: string])[] {
  const { type, task } = entry;
  const own = events[type];
  if (!own || task === WHOLE) return [];
  if (type === 'execution.completed' || type === 'execution.faulted')
    return [...left.map((one) => [cancelled, one] as const), [own]];
  const standing = open?.get(entry) ?? [];
  if (type === 'execution.suspended') return [[own], ...standing.map((one) => [suspended, one] as const)];
  if (type === 'execution.resumed') return [[own], ...standing.map((one) => [resumed, one] as const)];
  if (task === undefined) return [[own]];
  const kind = kindsIn(plan).get(task);
  if (type === 'task.started') return kind === 'listen' ? [[created], [own], [correlating]] : [[created], [own]];
  if (type === 'task.completed' && kind === 'listen') return [[correlated], [own]];
  const isOver = type === 'task.completed' || type === 'task.faulted';
  const isAtOnce = instant.has(kind) || early?.has(entry);
  return isOver && isAtOnce ? [[created], [started], [own]] : [[own]];
}

type When = { readonly seq: number; readonly nth: number; readonly at: string; readonly task: string | undefined };

function told(about: About, { type, data }: Entry, spelled: Event, { seq, nth, at, task }: When, texts: Texts): Told {
  const name = qualifiedName(about);
  const { namespace, version } = about;
  const definition = type === 'execution.started' && { definition: { name: about.name, namespace, version } };
  const head = spelled.type.startsWith('task.') ? { workflow: name, task } : { name, ...definition };
  const moment = { [spelled.time]: at };
  const more = Object.fromEntries(spelled.more.map((field) => [field, data[field]]));
  const whole = texts.of({ ...head, ...moment, ...more }, 1);
  return {
    id: `${about.id}-${seq}${nth === 0 ? '' : `.${nth}`}`,
    isEmitted: false,
    subject: eventSubject(lifecycleTold, about.workspaceId),
    type: `io.serverlessworkflow.${spelled.type}.v1`,
    source: '/services/workflows',
    about: about.id,
    data: isLong(whole) ? JSON.stringify({ ...head, ...moment, ...elsewhere(spelled, about, seq) }) : whole,
  };
}

/** What stands in for an output that is too large for an event. */
function elsewhere({ more }: Event, { id }: About, seq: number) {
  return more.includes('output') && { outputUri: itemUrl(id, seq) };
}

/** `<workflow>-<execution>.<namespace>`, as the DSL names the instance of a workflow. */
function qualifiedName({ id, name, namespace }: About): string {
  return `${name}-${id.replace('exe_', '')}.${namespace}`;
}
