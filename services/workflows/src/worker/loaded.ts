import type { Status } from '@mesh/contracts/execution-shapes';
import type { About } from '../execution/about.ts';
import type { Happening } from '../interpreter/happening.ts';
import { type Ended, type ExecutionState, listeningFrames, nextWake, pendingEffects } from '../interpreter/state.ts';

/** How an execution ended, and when. */
export type End = Ended & { readonly at: Date };
export type OnEnd = (end: End) => void;

/** An execution that this process works on. */
export type Loaded = {
  readonly about: About;
  readonly state: ExecutionState;
  /** As its row says. */
  status: Status;
  /** What has happened and is not taken in yet. */
  readonly queue: Happening[];
  isBusy: boolean;
  /** What is being written lets go of it: what happens from now on is for whoever has it next. */
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

/** The frames that listen, whose rows are durable once an append is. */
export function listeningIds(state: ExecutionState): Set<number> {
  return new Set(listeningFrames(state).map(({ id }) => id));
}

/** Waiting for longer than this it leaves memory, and whoever is free takes it up again in time. */
const STAYS_MS = 30_000;
/** Shorter waits are not worth a row's update. */
const NOTED_MS = 1_000;

export type Stance = { readonly status: Status; readonly owned: boolean; readonly wakeAt: Date | undefined };

/** How an execution stands at `now`: running, or waiting for a time or an event, in this process or in none. */
export function stanceOf(state: ExecutionState, now: number): Stance {
  if (state.ended) return { status: state.ended.status, owned: false, wakeAt: undefined };
  const isAsking = pendingEffects(state).length > 0;
  if (state.suspended) return { status: 'suspended', owned: isAsking, wakeAt: undefined };
  const wake = nextWake(state);
  const isIdle = !isAsking && state.agenda.length === 0;
  // A program outside does all that it waits for: it stays here, where the answers come, and holds no slot.
  if (isAsking && state.agenda.length === 0 && isOutside(state))
    return { status: 'waiting', owned: true, wakeAt: undefined };
  if (isIdle && wake === undefined && listeningFrames(state).length > 0)
    return { status: 'waiting', owned: false, wakeAt: undefined };
  if (!isIdle || wake === undefined) return { status: 'running', owned: true, wakeAt: undefined };
  const wakeAt = new Date(wake);
  return { status: wake - now > NOTED_MS ? 'waiting' : 'running', owned: wake - now <= STAYS_MS, wakeAt };
}

function isOutside(state: ExecutionState): boolean {
  return pendingEffects(state).every((effect) => effect.function === 'worker');
}
