import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { EveryPort, ways } from './points/every-port.ts';
import { expectWhole } from './points/expect-whole.ts';
import { Kills } from './points/kills.ts';
import { Load } from './points/load.ts';
import { openPointedMesh } from './points/pointed-mesh.ts';
import { Stores } from './points/stores.ts';
import { HeardEnds } from './work/heard-ends.ts';
import { Signals } from './work/signals.ts';

/** A soak: MESH_POINT_SEEDS=5. MESH_POINTS, a regular expression, leaves out the points that do not match. */
const SEEDS = Number(process.env['MESH_POINT_SEEDS'] ?? 0);
const AMONG = new RegExp(process.env['MESH_POINTS'] ?? '');
const PROGRAMS = ['credentials', 'gateway', 'plugins', 'vectors', 'workflows'];
const FEWEST_POINTS = 60;
const ROUND_MS = 60_000;
const SIGNALS = 20;

test.skipIf(SEEDS === 0)(
  `killed at every point of every service, in ${SEEDS} orders, the mesh loses nothing and doubles nothing`,
  { timeout: SEEDS * 3_600_000, retry: 0 },
  async () => {
    await using pointed = await openPointedMesh(2);
    const mesh = await pointed.findMesh();
    const chance = printedChance();
    await using ends = new HeardEnds(mesh);
    await using every = await EveryPort.open(mesh, pointed.ledger);
    const stores = new Stores(mesh);
    await Promise.all([...ways.map((way) => every.run(way)), stores.run()]);

    for (let seed = 1; seed <= SEEDS; seed++) {
      let load: Load | undefined;
      const kills = new Kills({ ...pointed, chance, among: AMONG, getsFurther: async (by) => load?.getsFurther(by) });
      for (let round = 1; PROGRAMS.some((program) => kills.left(program).length > 0); round++) {
        const [ranBefore, killedBefore] = [every.ran.length, kills.killed.length];
        const signals = await Signals.save(mesh);
        load = new Load(every, stores, chance);
        const until = performance.now() + ROUND_MS;
        await Promise.all([signals.runAll(SIGNALS, 1), ...PROGRAMS.map((program) => kills.of(program, until))]);
        await load.stop();
        const ran = every.ran.slice(ranBefore);
        const killed = kills.killed.slice(killedBefore);
        console.log(`seed ${seed}, round ${round}: ${killed.length} kills, ${ran.length} executions`);
        try {
          await expectWhole(ran, { mesh, ledger: pointed.ledger, ends });
          await signals.expectWhole();
        } catch (error) {
          console.log(`killed at\n${killed.join('\n')}`);
          throw error;
        }
      }
      console.log(`seed ${seed}: killed at ${kills.killed.length} points; met by nobody again:`, kills.unmet);
      expect(new Set(kills.killed).size).toBeGreaterThanOrEqual(FEWEST_POINTS);
    }
  },
);
