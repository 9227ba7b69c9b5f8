import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { findMesh } from '../src/mesh.ts';
import { killAtRandom } from './breaking/kill.ts';
import { FiveEffects } from './work/five-effects.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';

/** In CI 100 and 2,000; a soak: MESH_KILLS=1000 MESH_KILL_EXECUTIONS=20000. */
const KILLS = Number(process.env['MESH_KILLS'] ?? 20);
const EXECUTIONS = Number(process.env['MESH_KILL_EXECUTIONS'] ?? 400);
const AT_ONCE = 120;
const LONGEST_PAUSE_MS = 800;
const PAUSE_MS = 500;
/** Most kills before another execution has to end: kills may be close together, but progress is possible. */
const AHEAD = 10;
const LOOK_MS = 50;

test(
  `${KILLS} random kill -9 of all processes during ${EXECUTIONS} executions lose none and double nothing`,
  async () => {
    await using ledger = await openLedger();
    const chance = printedChance();
    const five = await FiveEffects.save(await findMesh(), ledger, PAUSE_MS);

    let endedUnderFire = 0;
    const endedAt: number[] = [];
    const next = async (dead: number) => {
      await sleep(chance(LONGEST_PAUSE_MS));
      while (five.ended <= (endedAt[dead - AHEAD] ?? -1)) await sleep(LOOK_MS);
      endedAt[dead] = five.ended;
    };
    const running = keepRunning(() => five.run(), AT_ONCE, EXECUTIONS);
    const killing = killAtRandom({ kills: KILLS, next, chance }).finally(() => {
      endedUnderFire = five.ended;
      return running.end();
    });
    await Promise.all([killing, running.over]);

    const executions = five.executions.size;
    console.log(
      `${executions} executions, ${endedUnderFire} ended under fire, ${five.attempts} attempts`,
      await killing,
    );
    expect(endedUnderFire, 'work goes on while processes die').toBeGreaterThan(EXECUTIONS / 4);
    await five.expectWhole();
    expect(five.attempts).toBeLessThanOrEqual(executions * 5 + KILLS * AT_ONCE);
  },
  900_000 + KILLS * 5_000,
);
