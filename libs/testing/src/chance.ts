/** A whole number from 0 on, below the given one. */
export type Chance = (below: number) => number;

/** mulberry32: the same seed gives the same choices. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The seed of a test that chooses: MESH_SEED, else a new one; printed, so that it can be run again. */
export function printedSeed(): number {
  const seed = Number(process.env['MESH_SEED'] || Date.now() % 2 ** 31);
  console.log(`MESH_SEED=${seed}`);
  return seed;
}

/** The choices that follow from such a seed. */
export function printedChance(): Chance {
  return chanceOf(printedSeed());
}
