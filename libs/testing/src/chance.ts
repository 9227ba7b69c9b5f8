/** A random integer from 0 up to, not including, `below`. */
export type Chance = (below: number) => number;

/** mulberry32: the same seed yields the same choices. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The seed of a randomized test: MESH_SEED, else a new one; printed, so that the run can be repeated. */
export function printedSeed(): number {
  const seed = Number(process.env['MESH_SEED'] || Date.now() % 2 ** 31);
  console.log(`MESH_SEED=${seed}`);
  return seed;
}

/** Random choices from a printed seed. */
export function printedChance(): Chance {
  return chanceOf(printedSeed());
}
