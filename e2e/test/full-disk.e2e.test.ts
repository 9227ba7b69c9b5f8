import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMeshIn } from '@mesh/testing/local-mesh';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { findMesh, type Mesh } from '../src/mesh.ts';
import { SmallVolume } from './breaking/small-volume.ts';
import { troublesOf } from './breaking/troubles-of.ts';
import { FiveEffects } from './work/five-effects.ts';
import { HeardCredentials } from './work/heard-credentials.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';
import { Pace } from './work/pace.ts';

/** A soak that needs root: MESH_FULL_DISKS=10, for each disk. */
const TIMES = Number(process.env['MESH_FULL_DISKS'] ?? 0);
/** What PostgreSQL needs to start, and 64 MiB. */
const MEBIBYTES = { postgres: 384, nats: 64, logs: 64, tmp: 64 };
const FULL_MS = 8_000;
const QUIET_MS = 5_000;
/** Time within which delayed work has ended. */
const SETTLED_MS = 4_000;
const NORMAL = { timeout: 30_000, interval: 250 };
const AT_ONCE = 20;
const PAUSE_MS = 200;
const ASK_MS = 100;
const CREDENTIALS = 5;

/** The answers to clients that create something while a disk is full: `201`, or a refusal and whether it says when to retry. */
async function answersOf({ url, apiKey }: Mesh, forMs: number): Promise<Set<string>> {
  const answers = new Set<string>();
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(ASK_MS)) {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const body = JSON.stringify({
      name: `full-${randomUUID()}`,
      type: 'http-bearer',
      data: { token: 'x'.repeat(4_000) },
    });
    const response = await fetch(`${url}/v1/credentials`, { method: 'POST', headers, body });
    await response.body?.cancel();
    answers.add(response.ok ? '2xx' : `${response.status}${response.headers.has('retry-after') ? ', come again' : ''}`);
  }
  return answers;
}

test.skipIf(TIMES === 0).for(['postgres', 'nats', 'logs', 'tmp'] as const)(
  `the disk of %s is full ${TIMES} times: what is refused says when to come again, and nothing accepted is lost`,
  { timeout: 600_000 + TIMES * 120_000, retry: 0 },
  async (name) => {
    await using opened = new AsyncDisposableStack();
    const ledger = opened.use(await openLedger(0));
    const { path } = opened.use(temporaryFolder('full'));
    const folder = join(path, 'mesh');
    const volume = opened.use(new SmallVolume(join(folder, name), MEBIBYTES[name]));
    opened.use(
      await startMeshIn(folder, {
        EGRESS_ALLOW: new URL(ledger.url).host,
        ...(name === 'tmp' && { TMPDIR: join(folder, name) }),
      }),
    );
    const mesh = await findMesh({ MESH_DIR: folder });
    const five = await FiveEffects.save(mesh, ledger, PAUSE_MS);
    const heard = await HeardCredentials.save(mesh, ledger);
    const running = keepRunning(() => five.run(), AT_ONCE);
    await sleep(QUIET_MS);
    const [usual, quiet] = [new Pace(() => five.ended), new Pace(() => five.ended)];
    await usual.during(() => sleep(QUIET_MS * 2));
    for (let time = 1; time <= TIMES; time++) {
      volume.fill();
      const storing = heard.store(CREDENTIALS);
      const answers = await answersOf(mesh, FULL_MS);
      volume.free();
      const began = performance.now();
      const { ended } = five;
      await expect.poll(() => troublesOf(mesh), NORMAL).toEqual([]);
      await expect.poll(() => five.ended, NORMAL).toBeGreaterThan(ended);
      await storing;
      console.log(
        `${name} ${time}: ${[...answers].join(' and ')}; normal after ${Math.round(performance.now() - began)} ms`,
      );
      expect([...answers].filter((one) => !['2xx', '503, come again', '507, come again'].includes(one))).toEqual([]);
      await sleep(SETTLED_MS);
      await quiet.during(() => sleep(QUIET_MS));
    }
    await running.end();
    console.log(
      `${five.executions.size} executions, ${five.attempts} attempts, ${usual} a second at first and ${quiet} between`,
    );
    await five.expectWhole();
    await heard.expectWhole();
    expect(quiet.perSecond).toBeGreaterThan(usual.perSecond * 0.9);
  },
);
