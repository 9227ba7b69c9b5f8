import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chanceOf } from '@mesh/testing/chance';
import { examples, scenarios } from '../definition/specification.ts';
import * as everyKind from '../simulated/every-kind.ts';
import * as extended from '../simulated/extended.ts';
import * as listening from '../simulated/listening.ts';
import { planOf, simulate, type World } from '../simulation.ts';
import { type History, toldOf } from './history.ts';

/**
 * `node test/histories/record.ts`: leaves the histories that this version makes, once for each version that is released, so
 * that all later ones are held to them.
 */
type Simulation = NonNullable<Parameters<typeof simulate>[1]>;

const SEEDS = 3;
const answering: World = () => ({ id: 1, name: 'Ada' });
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const file = new URL(`${version}.jsonl`, import.meta.url);
if (existsSync(file)) throw new Error(`the histories of ${version} are there, and stay as they are`);

const seeds = Array.from({ length: SEEDS }, (_, place) => place + 1);
const histories = [
  ...[...examples, ...scenarios].flatMap(([name, text]) => history(name, text, { world: answering }) ?? []),
  ...seeds.flatMap((seed) => {
    const named = (name: string, text: string, how: Simulation) =>
      history(`${name}, seed ${seed}`, text, { ...how, chance: chanceOf(seed), crashOneIn: 30 }) ?? [];
    return [
      named('every kind of task', everyKind.everyKind, { world: everyKind.worldOf(seed) }),
      named('listeners', listening.listening, { world: everyKind.worldOf(seed), events: listening.events }),
      named('functions and extensions', extended.extended, { world: extended.worldOf() }),
    ].flat();
  }),
];
writeFileSync(file, histories.map((one) => `${JSON.stringify(one)}\n`).join(''));
console.log(`${histories.length} histories of ${version}`);

/** Nothing where it waits for what never comes, or needs what is elsewhere. */
function history(name: string, text: string, how: Simulation): History | undefined {
  try {
    const { kept } = simulate(planOf(text), how);
    const told = kept.map(({ happening, at, seq, entries }) => ({ happening, at, seq, told: toldOf(entries) }));
    return { name, text, kept: told };
  } catch (error) {
    console.log(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    return undefined;
  }
}
