import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BreakableMesh, openBreakableMesh } from './breaking/breakable-mesh.ts';
import { jetStreamOf } from './breaking/jet-stream.ts';
import { FiveEffects } from './work/five-effects.ts';
import { HeardCredentials } from './work/heard-credentials.ts';
import { keepRunning } from './work/keep-running.ts';
import { type Ledger, openLedger } from './work/ledger.ts';
import { Signals } from './work/signals.ts';
import { WaitedFor } from './work/waited-for.ts';

/** Soaks: MESH_BROKER_LOSSES=10, MESH_DATABASE_STOPS=100, MESH_BROKER_AWAY_SECONDS=600, and MESH_FAULT_EXECUTIONS=5000. */
const LOSSES = Number(process.env['MESH_BROKER_LOSSES'] ?? 2);
const STOPS = Number(process.env['MESH_DATABASE_STOPS'] ?? 3);
const AWAY_MS = Number(process.env['MESH_BROKER_AWAY_SECONDS'] ?? 6) * 1_000;
const EXECUTIONS = Number(process.env['MESH_FAULT_EXECUTIONS'] ?? 140);
const AT_ONCE = 50;
const SIGNALS_AT_ONCE = 4;
const AT_ONCE_AWAY = 8;
const PAUSE_MS = 300;
const CREDENTIALS = 10;
const PATIENCE = { timeout: 120_000, interval: 100 };
const LONGEST_MS = 900_000;

const opened = new AsyncDisposableStack();
let ledger: Ledger;
let { mesh, nats, postgres } = {} as BreakableMesh;
beforeAll(async () => {
  ledger = opened.use(await openLedger(0));
  ({ mesh, nats, postgres } = opened.use(await openBreakableMesh(new URL(ledger.url).host)));
});
afterAll(() => opened.disposeAsync());

const since = (began: number) => `${Math.round(performance.now() - began)} ms`;

test(
  `a broker that loses all its storage ${LOSSES} times under load is filled again, and no work is lost`,
  async () => {
    const chance = printedChance();
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS);
    const heard = await HeardCredentials.save(mesh, ledger);
    const whole = await jetStreamOf(nats.url);
    const running = keepRunning(() => five.run(), AT_ONCE, EXECUTIONS);
    for (let loss = 1; loss <= LOSSES; loss++) {
      await heard.store(CREDENTIALS);
      await expect.poll(() => five.ended, PATIENCE).toBeGreaterThanOrEqual((EXECUTIONS * loss) / (LOSSES + 2));
      await nats.kill();
      nats.wipeStorage();
      const storing = heard.store(CREDENTIALS);
      await sleep(chance(2_000));
      await nats.restart();
      const began = performance.now();
      const { ended } = five;
      await expect.poll(() => jetStreamOf(nats.url), PATIENCE).toEqual(whole);
      const streams = since(began);
      await expect.poll(() => five.ended, PATIENCE).toBeGreaterThan(ended);
      console.log(`loss ${loss}: streams and consumers after ${streams}, an execution ended after ${since(began)}`);
      await storing;
    }
    await running.end();
    await five.expectWhole();
    await heard.expectWhole();
  },
  LONGEST_MS,
);

test(
  `PostgreSQL that stops ${STOPS} times for up to two seconds loses no execution, no signal and no instant`,
  async () => {
    const chance = printedChance();
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS);
    const signals = await Signals.save(mesh);
    const running = keepRunning(() => five.run(), AT_ONCE, EXECUTIONS);
    const signalling = signals.runAll(EXECUTIONS, SIGNALS_AT_ONCE);
    for (let stop = 1; stop <= STOPS; stop++) {
      await sleep(5_000 + chance(5_000));
      await postgres.stop(chance(2) ? 'fast' : 'immediate');
      await sleep(chance(2_000));
      await postgres.start();
      const began = performance.now();
      const { ended } = five;
      await expect.poll(() => five.ended, PATIENCE).toBeGreaterThan(ended);
      console.log(`stop ${stop}: an execution ended after ${since(began)}`);
    }
    await Promise.all([running.end(), signalling]);
    await five.expectWhole();
    await signals.expectWhole();
  },
  LONGEST_MS,
);

test.each([
  { what: 'dead', leave: () => nats.kill(), comeBack: () => nats.restart() },
  {
    what: 'frozen',
    leave: async () => void process.kill(nats.pid, 'SIGSTOP'),
    comeBack: async () => void process.kill(nats.pid, 'SIGCONT'),
  },
])(
  'while the broker is $what, all that is started is accepted, runs to its end and is answered',
  async ({ leave, comeBack }) => {
    await using waitedFor = await WaitedFor.save(mesh);
    const whole = await jetStreamOf(nats.url);
    const running = keepRunning(() => waitedFor.run(), AT_ONCE_AWAY);
    await sleep(1_000);
    await leave();
    await sleep(AWAY_MS);
    const { ended } = waitedFor;
    await expect.poll(() => waitedFor.ended, PATIENCE).toBeGreaterThan(ended);
    await comeBack();
    await expect.poll(() => jetStreamOf(nats.url), PATIENCE).toEqual(whole);
    await running.end();
    console.log(`${waitedFor.ended} executions`);
    await waitedFor.expectTold();
  },
  LONGEST_MS + AWAY_MS,
);
