import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { openLinkedMesh } from '../breaking/linked-mesh.ts';
import { troublesOf } from '../breaking/troubles-of.ts';
import { FiveEffects } from '../work/five-effects.ts';
import { HeardCredentials } from '../work/heard-credentials.ts';
import { keepRunning } from '../work/keep-running.ts';
import { openLedger } from '../work/ledger.ts';
import { Pace } from '../work/pace.ts';
import { Growth } from './growth.ts';
import { KeptRows } from './kept-rows.ts';
import { nemesesOf, spared } from './nemeses.ts';

/** A soak only: MESH_SOAK_ROUNDS=15, about an hour. Each round injects every fault once; the first warms up. */
const ROUNDS = Number(process.env['MESH_SOAK_ROUNDS'] ?? 0);
const ROUND_MS = 300_000;
const AT_ONCE = 100;
const PAUSE_MS = 100;
const LOOK_MS = 250;
const LOAD = 0.7;
const MEASURED_MS = 20_000;
const CREDENTIALS = 2;
/** Time within which delayed work has ended. */
const SETTLED_MS = 4_000;
/** A quarter of the time is quiet. */
const QUIET_SHARE = 1 / 3;
const PATIENCE = { timeout: 120_000, interval: 250 };
/** Tolerance, since clients' connections come and go, so that the number of open files varies. */
const MOST_GROWTH = 1.05;
const MOST_WAITING = 10_000;
const MOST_DEAD = 0.2;

test.skipIf(ROUNDS === 0)(
  `${ROUNDS} rounds of everything that breaks, under ${LOAD * 100} % load, lose and double nothing, and nothing grows`,
  { timeout: 600_000 + 2 * ROUNDS * ROUND_MS, retry: 0 },
  async () => {
    await using ledger = await openLedger(0);
    await using linked = await openLinkedMesh(new URL(ledger.url).host);
    const { mesh, current, postgres } = linked;
    const chance = printedChance();
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS, LOOK_MS);
    const heard = await HeardCredentials.save(mesh, ledger);

    const all = keepRunning(() => five.run(), AT_ONCE);
    await sleep(MEASURED_MS / 2);
    const capacity = new Pace(() => five.ended);
    await capacity.during(() => sleep(MEASURED_MS));
    await all.end();
    const everyMs = (AT_ONCE / (capacity.perSecond * LOAD)) * 1_000;
    const running = keepRunning(() => Promise.all([five.run(), sleep(everyMs)]), AT_ONCE);
    const usual = new Pace(() => five.ended);
    await sleep(SETTLED_MS);
    await usual.during(() => sleep(MEASURED_MS));

    const quiet = new Pace(() => five.ended);
    const growth = new Growth(spared);
    const rows = new KeptRows(postgres.url);
    for (let round = 1; round <= ROUNDS; round++) {
      growth.nextRound();
      for (const strike of nemesesOf(linked)) {
        const began = performance.now();
        const [what] = await Promise.all([strike(chance), heard.store(CREDENTIALS)]);
        await expect.poll(async () => troublesOf(await current()), PATIENCE).toEqual([]);
        await sleep(SETTLED_MS);
        const tookMs = performance.now() - began;
        await quiet.during(() => sleep(tookMs * QUIET_SHARE));
        console.log(`round ${round}: ${what}, ${(tookMs / 1_000).toFixed(1)} s; ${await growth.look(await current())}`);
      }
      console.log(await rows.look());
    }
    await running.end();
    console.log(
      `${five.executions.size} executions, ${five.attempts} attempts; ended per second: ${capacity} at most, ${usual} usually, ${quiet} in quiet`,
      growth.sinceWarm,
    );
    await five.expectWhole();
    await heard.expectWhole();

    expect(growth.sinceWarm.filter(({ memory, files }) => Math.max(memory, files) > MOST_GROWTH)).toEqual([]);
    expect(Object.entries(rows.waiting).filter(([, count]) => count > MOST_WAITING)).toEqual([]);
    expect(Object.entries(rows.dead).filter(([, share]) => share >= MOST_DEAD)).toEqual([]);
    expect(quiet.perSecond).toBeGreaterThan(usual.perSecond * 0.9);
  },
);
