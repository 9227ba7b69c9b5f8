import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '@mesh/testing/chance';
import { cuts } from '@mesh/testing/gate';
import { inWeather, late } from '../breaking/in-weather.ts';
import { killAtRandom } from '../breaking/kill.ts';
import type { LinkedMesh } from '../breaking/linked-mesh.ts';

/** Injects a fault, and repairs it. Returns a description. */
export type Nemesis = (chance: Chance) => Promise<string>;

/** Processes that live throughout, so that their growth can be seen; other soaks kill them. */
export const spared: readonly string[] = ['gateway', 'workflows'];

const KILLS = 3;
const LONGEST_PAUSE_MS = 2_000;
/** Longer than a lease. */
const FROZEN_MS = 15_000;
const BROKER_FROZEN_MS = 8_000;
const STOPS = 3;
const BETWEEN_STOPS_MS = 5_000;
const SHORTEST_CUT_MS = 1_000;
const LONGEST_CUT_MS = 12_000;
const WEATHER_MS = 15_000;

/** All faults of a mesh and its servers, in their order in a round. */
export function nemesesOf({ mesh, current, nats, postgres, lines }: LinkedMesh): readonly Nemesis[] {
  const links = lines.flatMap((line) => line.links);
  return [
    async (chance) => {
      const next = () => sleep(chance(LONGEST_PAUSE_MS));
      const among = (name: string) => !spared.includes(name);
      return `killed ${JSON.stringify(await killAtRandom({ kills: KILLS, next, chance, among, current }))}`;
    },
    async (chance) => {
      await nats.kill();
      await sleep(chance(LONGEST_PAUSE_MS));
      await nats.restart();
      return 'the broker died';
    },
    async () => {
      await frozen(nats.pid, BROKER_FROZEN_MS);
      return 'the broker was frozen';
    },
    async (chance) => {
      await nats.kill();
      nats.wipeStorage();
      await sleep(chance(LONGEST_PAUSE_MS));
      await nats.restart();
      return 'the broker lost all';
    },
    async (chance) => {
      for (let stop = 1; stop <= STOPS; stop++) {
        await postgres.stop(chance(2) ? 'fast' : 'immediate');
        await sleep(chance(LONGEST_PAUSE_MS));
        await postgres.start();
        await sleep(BETWEEN_STOPS_MS);
      }
      return `PostgreSQL stopped ${STOPS} times`;
    },
    async (chance) => {
      const { process, to, links: cut } = lines[chance(lines.length)] ?? { process: '', to: '', links: [] };
      const way = cuts[chance(cuts.length)] ?? 'both';
      for (const link of cut) link.cut(way);
      await sleep(SHORTEST_CUT_MS + chance(LONGEST_CUT_MS - SHORTEST_CUT_MS));
      for (const link of cut) link.heal();
      return `${process} was cut off from ${to}, ${way}`;
    },
    async (chance) => {
      await inWeather(links, late(chance), () => sleep(WEATHER_MS));
      return 'all came late';
    },
    async () => {
      const names = Object.keys(mesh.services).filter((name) => !spared.includes(name));
      const { services } = await current();
      await Promise.all(names.map((name) => frozen(services[name]?.pid ?? 0, FROZEN_MS)));
      return `${names.join(', ')} were frozen`;
    },
  ];
}

async function frozen(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  process.kill(pid, 'SIGCONT');
}
