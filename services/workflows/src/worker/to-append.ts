import { eventSubject, type MeshEvent } from '@mesh/contracts/event';
import {
  eventEmitted,
  executionCancelled,
  executionCompleted,
  executionFaulted,
  executionStarted,
} from '@mesh/contracts/workflows-events';
import { withDepth } from '../event/event-depth.ts';
import { toldId } from '../event/told-id.ts';
import type { About } from '../execution/about.ts';
import type { Happening } from '../interpreter/happening.ts';
import type { Turn } from '../interpreter/turn.ts';
import type { Append, JournalRow, Standing, Told } from '../journal/append.ts';
import { isLong } from '../payload/size.ts';
import type { Lifecycle } from '../plan/plan.ts';
import { type Lived, lifecycleEvents } from './lifecycle-events.ts';
import { listenings } from './listenings.ts';
import { type Loaded, stanceOf } from './loaded.ts';

/** A happening that has been taken in, and what followed. `seq` is the number of its first entry. */
export type Taken = { readonly happening: Happening; readonly turn: Turn; readonly seq: number };

/** All that is to be written of `taken`: history, row and events, of a new execution its row as well. */
export function toAppend(loaded: Loaded, taken: readonly Taken[], isNew: boolean, level: Lifecycle = 'none'): Append {
  const { about, state } = loaded;
  const { id, workspaceId, traceparent } = about;
  const at = taken.at(-1)?.turn.at ?? state.startedAt;
  const standing = standingOf(loaded, at);
  return {
    executionId: id,
    workspaceId,
    traceparent,
    rows: taken.filter(({ turn }) => turn.entries.length > 0).map(rowOf),
    create: isNew ? newExecution(loaded, taken[0]?.turn.at ?? at) : undefined,
    standing: isNew || !standing.owned || standing.status !== loaded.status ? standing : undefined,
    told: withDepth(about, toldOf(loaded, taken, state.plan.lifecycle ?? level)),
    listening: listenings(loaded, taken),
  };
}

/** Beginning and end of an execution are told once: in the words of the DSL, or in the mesh's own where those are not wanted. */
function toldOf(loaded: Loaded, taken: readonly Taken[], level: Lifecycle): Told[] {
  const { about } = loaded;
  const begins = taken.some(({ happening: { kind } }) => kind === 'started' || kind === 'forked');
  const emitted = taken.flatMap((one) => emittedBy(about, one));
  if (level === 'none')
    return [...(begins ? [lifecycle(about, executionStarted, 'started', {})] : []), ...emitted, ...endTold(loaded)];
  const lived = livedOf(loaded.state);
  const events = taken.flatMap(({ turn: { at, entries }, seq }) =>
    lifecycleEvents(about, { seq, at, entries }, level, lived),
  );
  const first = begins ? 1 : 0;
  return [...events.slice(0, first), ...emitted, ...events.slice(first)];
}

function livedOf({ plan, frames }: Loaded['state']): Lived {
  const open = () => [...frames.values()].flatMap(({ parent, task }) => (parent ? [task.pointer] : []));
  return { plan, open };
}

function newExecution({ about, state }: Loaded, at: number): Append['create'] {
  const { workflowId, namespace, name, version, scopes, traceparent, eventDepth = 0 } = about;
  const named = { workflowId, namespace, name, version, scopes, traceparent, eventDepth };
  return { ...named, startedAt: new Date(at), input: JSON.stringify(state.input) };
}

function rowOf({ happening, turn, seq }: Taken): JournalRow {
  return {
    seq,
    entryCount: turn.entries.length,
    at: new Date(turn.at),
    happening: JSON.stringify(happening),
    entries: JSON.stringify(turn.entries),
    raw: { happening, entries: turn.entries },
  };
}

function standingOf({ state }: Loaded, at: number): Standing {
  const { ended } = state;
  return {
    ...stanceOf(state, at),
    endedAt: ended && new Date(at),
    output: ended?.status === 'completed' ? JSON.stringify(ended.output) : undefined,
    error: ended?.status === 'faulted' ? JSON.stringify(ended.error) : undefined,
  };
}

/** The user's own events: their id, type and source, on the subject of the mesh that carries them. */
function emittedBy({ workspaceId }: About, { turn }: Taken): Told[] {
  const subject = eventSubject(eventEmitted, workspaceId);
  return turn.emitted.map(({ id, type, source, subject: about, attributes, data }) => ({
    id: toldId(workspaceId, source, id),
    eventId: id,
    isEmitted: true,
    subject,
    type,
    source,
    about,
    attributes: Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : undefined,
    data: JSON.stringify(data),
  }));
}

function endTold({ about, state: { ended, retries } }: Loaded): Told[] {
  if (!ended) return [];
  const nth = retries > 0 ? `-${retries}` : '';
  if (ended.status === 'completed')
    return [lifecycle(about, executionCompleted, `completed${nth}`, { output: ended.output })];
  if (ended.status === 'faulted') return [lifecycle(about, executionFaulted, `faulted${nth}`, { error: ended.error })];
  return [lifecycle(about, executionCancelled, `cancelled${nth}`, {})];
}

function lifecycle({ id, workspaceId, ...workflow }: About, event: MeshEvent, verb: string, more: object): Told {
  const { workflowId, namespace, name, version } = workflow;
  const data = { executionId: id, workflow: { id: workflowId, namespace, name, version } };
  const whole = JSON.stringify({ ...data, ...more });
  return {
    id: `${id}-${verb}`,
    isEmitted: false,
    subject: eventSubject(event, workspaceId),
    type: event.type,
    source: `/services/${event.service}`,
    about: id,
    data: isLong(whole) ? JSON.stringify(data) : whole,
  };
}
