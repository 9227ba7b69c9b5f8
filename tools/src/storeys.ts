import { matchesGlob } from 'node:path';

/** Layers, the lowest first. A package imports only from lower layers, never from its own. */
const storeys: readonly (readonly string[])[] = [
  ['libs/contracts'],
  ['libs/runtime', 'libs/jq'],
  ['libs/bus', 'libs/database', 'libs/cache', 'libs/objects', 'libs/egress'],
  ['libs/outbox'],
  ['libs/testing'],
  ['gateway', 'services/*', 'libs/sdk'],
  ['libs/cli', 'compose', 'compose/image', 'railway', 'tools', 'e2e', 'bench', 'bench/peers'],
];

/** What users install is high up, but may import the contracts only. */
const narrow: Readonly<Record<string, readonly string[]>> = {
  'libs/sdk': ['libs/contracts'],
  'libs/cli': ['libs/contracts', 'libs/sdk'],
};

const TESTING = 4;

/** The layer of a package's folder; -1 if it has none. */
export function storeyOf(folder: string): number {
  return storeys.findIndex((rooms) => rooms.some((room) => matchesGlob(folder, room)));
}

/** Whether a file of one package may import the other: only downward; `testing` only in tests or from above the gateway. */
export function mayImport(from: string, to: string, inTest: boolean): boolean {
  if (from === to) return true;
  const [mine, theirs] = [storeyOf(from), storeyOf(to)];
  if (theirs === TESTING) return inTest || mine > storeyOf('gateway');
  return narrow[from]?.includes(to) ?? theirs < mine;
}
