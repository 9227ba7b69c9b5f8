import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { EveryPort, ways } from './points/every-port.ts';
import { expectWhole } from './points/expect-whole.ts';
import { Load } from './points/load.ts';
import { openPointedMesh } from './points/pointed-mesh.ts';
import { Stores } from './points/stores.ts';
import { modes } from './points/strike-at.ts';
import { Strikes } from './points/strikes.ts';
import { HeardEnds } from './work/heard-ends.ts';
import { Signals } from './work/signals.ts';

/** A soak: MESH_POINT_SEEDS=5. MESH_POINTS, a regular expression, limits it to the points that match. */
const SEEDS = Number(process.env['MESH_POINT_SEEDS'] ?? 0);
const AMONG = new RegExp(process.env['MESH_POINTS'] ?? '');
const PROGRAMS = ['credentials', 'gateway', 'plugins', 'vectors', 'workflows'];
const FEWEST_POINTS = 60;
const ROUND_MS = 60_000;
const SIGNALS = 20;

test.skipIf(SEEDS === 0).for(modes)(
  `struck by a %s at every point of every service, in ${SEEDS} orders, the mesh loses nothing and doubles nothing`,
  { timeout: SEEDS * 3_600_000, retry: 0 },
  async (mode) => {
    await using pointed = await openPointedMesh(2);
    const mesh = await pointed.findMesh();
    const chance = printedChance();
    await using ends = new HeardEnds(mesh);
    await using every = await EveryPort.open(mesh, pointed.ledger);
    const stores = new Stores(mesh);
    await Promise.all([...ways.map((way) => every.run(way)), stores.run()]);

    for (let seed = 1; seed <= SEEDS; seed++) {
      let load: Load | undefined;
      const getsFurther = async (by: number) => load?.getsFurther(by);
      const strikes = new Strikes({ ...pointed, mode, chance, among: AMONG, getsFurther });
      for (let round = 1; PROGRAMS.some((program) => strikes.left(program).length > 0); round++) {
        const [ranBefore, struckBefore] = [every.ran.length, strikes.struck.length];
        const signals = await Signals.save(mesh);
        load = new Load(every, stores, chance);
        const until = performance.now() + ROUND_MS;
        await Promise.all([signals.runAll(SIGNALS, 1), ...PROGRAMS.map((program) => strikes.of(program, until))]);
        await load.stop();
        const ran = every.ran.slice(ranBefore);
        const struck = strikes.struck.slice(struckBefore);
        console.log(`seed ${seed}, round ${round}: ${struck.length} times, ${ran.length} executions`);
        try {
          await expectWhole(ran, { mesh, ledger: pointed.ledger, ends });
          await signals.expectWhole();
        } catch (error) {
          console.log(`struck at\n${struck.join('\n')}`);
          throw error;
        }
      }
      console.log(`seed ${seed}: struck at ${strikes.struck.length} points; met by nobody again:`, strikes.unmet);
      expect(new Set(strikes.struck).size).toBeGreaterThanOrEqual(FEWEST_POINTS);
    }
  },
);
