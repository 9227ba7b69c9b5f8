import { withDepth } from '../event/event-depth.ts';
import type { Append, JournalRow, Standing } from '../journal/append.ts';
import type { Lifecycle } from '../plan/plan.ts';
import { listenings } from './listenings.ts';
import { type Loaded, stanceOf } from './loaded.ts';
import type { Taken } from './take-in.ts';
import { toldOf } from './told-of.ts';

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
