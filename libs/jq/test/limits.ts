import type { Limits } from '../src/limits.ts';

/** Enough for every honest program of the tests. */
export const ample: Limits = {
  operations: 2_000_000,
  milliseconds: 10_000,
  bytes: 256_000_000,
  outputs: 10_000,
  outputBytes: 10_000_000,
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
};
