import type { Lifecycle } from '../definition/lifecycle.ts';
import { withDepth } from '../event/event-depth.ts';
import type { Append, JournalRow, Standing } from '../journal/append.ts';
import { Texts } from '../payload/texts.ts';
import { listenings } from './listenings.ts';
import type { Loaded } from './loaded.ts';
import { stanceOf } from './stance.ts';
import type { Taken } from './take-in.ts';
import { toldOf } from './told-of.ts';

/** Levels of JSON around the values of a happening, and around those of entries. */
const HAPPENING_LEVELS = 1;
const ENTRIES_LEVELS = 3;

/** The append for `taken`: history, row and events, and for a new execution its row. */
export function toAppend(loaded: Loaded, taken: readonly Taken[], isNew: boolean, level: Lifecycle = 'none'): Append {
  const { about, state } = loaded;
  const { id, workspaceId, traceparent } = about;
  const at = taken.at(-1)?.turn.at ?? state.startedAt;
  const texts = new Texts();
  const standing = standingOf(loaded, at, texts);
  return {
    executionId: id,
    workspaceId,
    at: new Date(at),
    traceparent,
    rows: taken.filter(({ turn }) => turn.entries.length > 0).map((one) => rowOf(one, texts)),
    create: isNew ? newExecution(loaded, taken[0]?.turn.at ?? at, texts) : undefined,
    standing: isNew || !standing.owned || standing.status !== loaded.status ? standing : undefined,
    told: withDepth(about, toldOf(loaded, taken, state.plan.lifecycle ?? level, texts)),
    listening: listenings(loaded, taken),
    texts,
  };
}

function newExecution({ about, state }: Loaded, at: number, texts: Texts): Append['create'] {
  const { workflowId, namespace, name, version, scopes, traceparent, eventDepth = 0, parent } = about;
  const named = { workflowId, namespace, name, version, scopes, traceparent, eventDepth, parent };
  return { ...named, startedAt: new Date(at), input: texts.of(state.input) };
}

function rowOf({ happening, turn, seq }: Taken, texts: Texts): JournalRow {
  return {
    seq,
    entryCount: turn.entries.length,
    at: new Date(turn.at),
    happening: texts.of(happening, HAPPENING_LEVELS),
    entries: texts.of(turn.entries, ENTRIES_LEVELS),
    raw: { happening, entries: turn.entries },
  };
}

function standingOf({ state }: Loaded, at: number, texts: Texts): Standing {
  const { ended } = state;
  return {
    ...stanceOf(state, at),
    endedAt: ended && new Date(at),
    output: ended?.status === 'completed' ? texts.of(ended.output) : undefined,
    error: ended?.status === 'faulted' ? texts.of(ended.error) : undefined,
  };
}
