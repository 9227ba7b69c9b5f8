import { matchesGlob } from 'node:path';

/** From the ground up. A package imports from lower storeys only, never from its own. */
const storeys: readonly (readonly string[])[] = [
  ['libs/contracts'],
  ['libs/runtime', 'libs/jq'],
  ['libs/bus', 'libs/database', 'libs/cache', 'libs/objects', 'libs/egress'],
  ['libs/outbox'],
  ['libs/testing'],
  ['gateway', 'services/*', 'libs/sdk'],
  ['libs/cli', 'compose', 'compose/image', 'railway', 'tools', 'e2e', 'bench', 'bench/peers'],
];

/** What users install stands high, yet knows the contracts alone. */
const narrow: Readonly<Record<string, readonly string[]>> = {
  'libs/sdk': ['libs/contracts'],
  'libs/cli': ['libs/contracts', 'libs/sdk'],
};

const TESTING = 4;

/** The storey of a package's folder; -1 for one that has no place yet. */
export function storeyOf(folder: string): number {
  return storeys.findIndex((rooms) => rooms.some((room) => matchesGlob(folder, room)));
}

/** Whether a file of the one package may import the other: downward only, and `testing` in tests only below the top. */
export function mayImport(from: string, to: string, inTest: boolean): boolean {
  if (from === to) return true;
  const [mine, theirs] = [storeyOf(from), storeyOf(to)];
  if (theirs === TESTING) return inTest || mine > storeyOf('gateway');
  return narrow[from]?.includes(to) ?? theirs < mine;
}
