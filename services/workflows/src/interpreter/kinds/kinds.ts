import type { TaskKind } from '../../plan/plan.ts';
import type { Frame } from '../frame.ts';
import { agent } from './agent.ts';
import { call } from './call.ts';
import { doTasks } from './do.ts';
import { emit } from './emit.ts';
import { extended } from './extended.ts';
import { forEach } from './for.ts';
import { fork } from './fork.ts';
import type { Kind } from './kind.ts';
import { listen } from './listen.ts';
import { raise } from './raise.ts';
import { set } from './set.ts';
import { subscribe } from './subscribe.ts';
import { switchCase } from './switch.ts';
import { tryTasks } from './try.ts';
import { wait } from './wait.ts';

const kinds: Readonly<Record<TaskKind, Kind>> = {
  do: doTasks,
  for: forEach,
  fork,
  try: tryTasks,
  set,
  switch: switchCase,
  raise,
  wait,
  emit,
  call,
  agent,
  extended,
  listen,
  subscribe,
};

export function kindOf({ task }: Frame): Kind {
  return kinds[task.kind];
}
