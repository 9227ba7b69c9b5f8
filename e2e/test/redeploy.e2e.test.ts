import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { patiently } from '../src/patiently.ts';
import { Balancer } from './breaking/balancer.ts';
import { openBreakableMesh } from './breaking/breakable-mesh.ts';
import { type Ended, Replica } from './breaking/replica.ts';
import { FiveEffects } from './work/five-effects.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';

/** A soak, on Linux: MESH_REDEPLOYS=50 MESH_REDEPLOY_TASKS=500. */
const REDEPLOYS = Number(process.env['MESH_REDEPLOYS'] ?? 0);
const TASKS = Number(process.env['MESH_REDEPLOY_TASKS'] ?? 100);
const EFFECT_MS = 2_000;
const PAUSE_MS = 200;
const REQUESTS_PER_SECOND = 200;
const LONGEST_PAUSE_MS = 2_000;
const LONGEST_DRAIN_MS = 25_000;
/** Workers that wait for tasks of an empty queue. */
const IDLE_WORKERS = 8;
const IDLE_MS = 30_000;
/** Shorter, since a long wait would be cut with each gateway that is killed, until all retries are used up. */
const IDLE_AMONG_KILLS_MS = 1_000;

test.skipIf(REDEPLOYS === 0).for([
  { how: 'stops', end: (old: Replica) => old.stop() },
  { how: 'is killed', end: (old: Replica) => old.kill() },
])(
  `${REDEPLOYS} times a process of gateway or workflows $how once a new one is ready: ${TASKS} tasks under way go on`,
  { timeout: 600_000 + REDEPLOYS * 60_000, retry: 0 },
  async ({ how, end }) => {
    const isDrained = how === 'stops';
    await using ledger = await openLedger(0, { answerMs: EFFECT_MS });
    await using own = await openBreakableMesh(new URL(ledger.url).host);
    await using balancer = await Balancer.open();
    using folder = temporaryFolder('redeploy');
    const chance = printedChance();
    const { services, url } = own.mesh;
    const replicas = new Map<string, Replica>();
    await using opened = new AsyncDisposableStack();
    opened.defer(async () => void (await Promise.all([...replicas.values()].map((one) => one[Symbol.asyncDispose]()))));
    balancer.add(url);

    /** A new process replaces the previous one. */
    const redeploy = async (service: 'gateway' | 'workflows'): Promise<Ended | undefined> => {
      const old = replicas.get(service);
      const fresh = await Replica.start(services[service]?.pid ?? 0, join(folder.path, service));
      replicas.set(service, fresh);
      if (service === 'gateway') balancer.add(fresh.url);
      if (!old) return undefined;
      if (service === 'gateway') balancer.remove(old.url);
      return await end(old);
    };
    await redeploy('gateway');
    await redeploy('workflows');

    const mesh = { ...own.mesh, url: balancer.url };
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS, (TASKS / REQUESTS_PER_SECOND) * 1_000);
    const running = keepRunning(() => five.run(), TASKS, TASKS);
    const waitMs = isDrained ? IDLE_MS : IDLE_AMONG_KILLS_MS;
    const idle = async () => {
      const taken = await patiently(mesh, 'POST', '/v1/queues/idle/tasks:take', { body: { waitMs } });
      expect(taken.body).toEqual({ tasks: [] });
    };
    const waiting = keepRunning(idle, IDLE_WORKERS);
    const stillness = monitorEventLoopDelay();
    stillness.enable();
    const ends: Ended[] = [];
    const began = performance.now();
    for (let done = 0; done < REDEPLOYS; done++) {
      await sleep(chance(LONGEST_PAUSE_MS));
      const ended = await redeploy(chance(2) ? 'gateway' : 'workflows');
      if (ended) ends.push(ended);
    }
    const { ended } = five;
    const perSecond = balancer.requests / ((performance.now() - began) / 1_000);
    await Promise.all([running.end(), waiting.end()]);

    const longest = Math.round(Math.max(...ends.map(({ ms }) => ms)));
    console.log(
      `${five.executions.size} executions, ${ended} ended meanwhile, ${five.attempts} attempts, ${Math.round(perSecond)} requests/s, ` +
        `${balancer.failures.length} failed, ended within ${longest} ms, stood still for ${Math.round(stillness.max / 1e6)} ms at most`,
      balancer.failures.slice(0, 20),
    );
    expect(ended, 'work goes on').toBeGreaterThan(REDEPLOYS);
    await five.expectWhole();
    if (!isDrained) return;
    expect(balancer.failures).toEqual([]);
    expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 0));
    expect(longest).toBeLessThan(LONGEST_DRAIN_MS);
  },
);
