import type { Status } from '@mesh/contracts/execution-shapes';
import type { About } from '../execution/about.ts';
import type { Happening } from '../interpreter/happening.ts';
import { type Ended, type ExecutionState, listeningFrames } from '../interpreter/state.ts';

/** How an execution ended, and when. */
export type End = Ended & { readonly at: Date };
export type OnEnd = (end: End) => void;

/** An execution that this process works on. */
export type Loaded = {
  readonly about: About;
  readonly state: ExecutionState;
  /** As its row says. */
  status: Status;
  /** Happenings that are not taken in yet. */
  readonly queue: Happening[];
  isBusy: boolean;
  /** The append under way releases it: from now on happenings are for its next owner. */
  isLeaving: boolean;
  /** Effects under way, by frame. */
  readonly underWay: Map<number, AbortController>;
  readonly watchers: Set<OnEnd>;
  /** Frames whose listeners are in the database. */
  listening: ReadonlySet<number>;
  timer?: NodeJS.Timeout | undefined;
};

export function load(about: About, state: ExecutionState, status: Status): Loaded {
  const listening = listeningIds(state);
  const idle = { queue: [], isBusy: false, isLeaving: false, underWay: new Map(), watchers: new Set<OnEnd>() };
  return { about, state, status, ...idle, listening };
}

/** Frames that listen; their rows are durable once the append is. */
export function listeningIds(state: ExecutionState): Set<number> {
  return new Set(listeningFrames(state).map(({ id }) => id));
}
