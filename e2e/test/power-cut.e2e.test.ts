import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printedChance } from '@mesh/testing/chance';
import { freePort } from '@mesh/testing/embedded/free-port';
import { startMeshIn } from '@mesh/testing/local-mesh';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findMesh } from '../src/mesh.ts';
import { killFamily } from './breaking/kill-family.ts';
import { Volume, volumesNeed } from './breaking/volume.ts';
import { FiveEffects } from './work/five-effects.ts';
import { keepRunning } from './work/keep-running.ts';
import { openLedger } from './work/ledger.ts';

/** A soak that needs root and loop devices: MESH_POWER_CUTS=20 MESH_POWER_CUT_EXECUTIONS=10000. */
const CUTS = Number(process.env['MESH_POWER_CUTS'] ?? 0);
const EXECUTIONS = Number(process.env['MESH_POWER_CUT_EXECUTIONS'] ?? 200);
const AT_ONCE = 60;
const PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;
const LOOK_MS = 100;

let opened: AsyncDisposableStack;
beforeEach(() => {
  opened = new AsyncDisposableStack();
});
afterEach(() => opened.disposeAsync());

test.skipIf(CUTS === 0).for([[['postgres']], [['nats']], [['postgres', 'nats']]] as const)(
  `${CUTS} power cuts of the volumes of %j under ${EXECUTIONS} executions each lose none and double nothing`,
  { timeout: CUTS * (120_000 + EXECUTIONS * 300), retry: 0 },
  async ([servers]) => {
    expect(volumesNeed()).toBeUndefined();
    const { path } = opened.use(temporaryFolder('power'));
    const ledger = opened.use(await openLedger(0));
    const chance = printedChance();
    const folder = join(path, 'mesh');
    const volumes = servers.map((name) => opened.use(new Volume(join(path, `${name}.image`), join(folder, name))));
    const env = { PORT: String(await freePort()), EGRESS_ALLOW: new URL(ledger.url).host };
    let start = await startMeshIn(folder, env);
    opened.defer(() => start[Symbol.asyncDispose]());
    const five = await FiveEffects.save(await findMesh({ MESH_DIR: folder }), ledger, PAUSE_MS);

    const running = keepRunning(() => five.run(), AT_ONCE, EXECUTIONS);
    for (let cut = 1; cut <= CUTS; cut++) {
      while (five.executions.size < cut * EXECUTIONS) await Promise.race([sleep(LOOK_MS), running.over]);
      await sleep(chance(LONGEST_PAUSE_MS));
      for (const volume of volumes) volume.cut();
      await killFamily(start.pid);
      for (const volume of volumes) volume.restore();
      start = await startMeshIn(folder, env);
    }
    await running.end();
    console.log(`${five.executions.size} executions, ${five.attempts} attempts, ${CUTS} cuts`);
    await five.expectWhole();
  },
);
