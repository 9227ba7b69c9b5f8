import { chanceOf } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { CALLS, extended, worldOf } from '../simulated/extended.ts';
import { planOf, simulate } from '../simulation.ts';

const SEEDS = Math.ceil(Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500) / 5);
const plan = planOf(extended);

test(`${SEEDS} seeds of crashes: functions and extensions replay alike, and ask under keys of their own`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(plan, { world: worldOf(), chance: chanceOf(seed) });
    expect(done.state.ended?.status, `seed ${seed}`).toBe('completed');
    const pointers = new Map(done.effects.map(({ key, pointer }) => [key, pointer]));
    for (const { key, pointer } of done.effects) expect(pointers.get(key), `seed ${seed}: ${key}`).toBe(pointer);
    expect(pointers.size, `seed ${seed}`).toBe(CALLS);
    expect(done.state.ended).toMatchObject({ output: { mocked: true } });
  }
});
