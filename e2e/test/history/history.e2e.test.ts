import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { findMesh } from '../../src/mesh.ts';
import { killAtRandom } from '../breaking/kill.ts';
import { serverPid, serversAreKept } from '../breaking/server-pid.ts';
import { checkExecutions } from './check-executions.ts';
import { checkLists } from './check-lists.ts';
import { Items } from './items.ts';
import { Lists } from './lists.ts';
import { Recorder } from './recorder.ts';

/** A soak only, since it mostly waits for what died: MESH_HISTORY_CALLS=100000 MESH_HISTORY_KILLS=100. */
const CALLS = Number(process.env['MESH_HISTORY_CALLS'] ?? 0);
const KILLS = Number(process.env['MESH_HISTORY_KILLS'] ?? 10);
/** Kills of services after which the broker is killed. */
const BROKER_AFTER = 3;
const CLIENTS = 16;
const LOOK_MS = 20;

test.skipIf(CALLS === 0)(
  `the history of ${CALLS} calls, while ${KILLS} processes and brokers die, is one that a single client could have had`,
  {
    timeout: 300_000 + CALLS * 20 + KILLS * 10_000,
    retry: 0,
  },
  async () => {
    const mesh = await findMesh();
    const chance = printedChance();
    const recorder = new Recorder();
    const lists = new Lists(mesh, recorder, chance);
    const items = new Items(mesh, recorder, chance);
    const { history } = recorder;
    const often = [() => lists.append(), () => lists.read()];
    const rest = [
      () => items.start(),
      () => items.signal(),
      () => items.get(),
      () => items.journal(),
      () => items.all(),
    ];
    const calls: readonly (() => Promise<unknown>)[] = [...often, ...often, ...often, ...rest];
    const client = async () => {
      while (history.length < CALLS) await calls[chance(calls.length)]?.();
    };
    const killing = killAtRandom({
      kills: KILLS,
      chance,
      next: async (dead) => {
        while (history.length < (CALLS * (dead + 1)) / (KILLS + 2)) await sleep(LOOK_MS);
        if (serversAreKept && dead % BROKER_AFTER === BROKER_AFTER - 1) process.kill(serverPid('nats'), 'SIGKILL');
      },
    });
    const [killed] = await Promise.all([killing, ...Array.from({ length: CLIENTS }, client)]);
    await items.settle();
    await lists.readAll();

    const outcomes = Object.entries(Object.groupBy(history, ({ outcome }) => outcome));
    console.log(Object.fromEntries(outcomes.map(([outcome, calls]) => [outcome, calls?.length])), killed);
    expect([...checkLists(history), ...checkExecutions(history)]).toEqual([]);
    expect(history.filter(({ outcome }) => outcome === 'done').length, 'work goes on').toBeGreaterThan(CALLS * 0.8);
  },
);
