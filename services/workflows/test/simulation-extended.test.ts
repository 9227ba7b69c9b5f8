import { expect, test } from 'vitest';
import { standardFault } from '../src/interpreter/workflow-fault.ts';
import { planOf, simulate, tasks, type World } from './simulation.ts';

const SEEDS = Math.ceil(Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500) / 5);
const ask = (name: string) => `${name}: {call: http, with: {method: post, endpoint: https://${name}.example}}`;

/** Functions and extensions, in loops and branches, around calls that fail at times. */
const plan = planOf(`use:
  functions: {work: {do: [{${ask('first')}}, {${ask('second')}}]}}
  extensions:
    - around: {extend: call, before: [{${ask('before')}}], after: [{${ask('after')}}]}
    - mocked: {extend: set, when: .mock, before: [{answer: {set: {mocked: true}, then: exit}}]}
${tasks(`
  - both:
      fork:
        branches:
          - loop: {for: {each: n, in: '[range(4)]'}, do: [{one: {call: work, with: {n: '\${ $n }'}}}]}
          - guarded:
              try: [{${ask('busy')}}]
              catch: {retry: {delay: {milliseconds: 50}, limit: {attempt: {count: 9}}}}
  - last: {set: {mock: true}}
  - final: {set: {done: true}}`)}`);

/** Four times a function and its two calls, and one that is busy: all but the function ask, and all have one call before and after. */
const CALLS = 4 * (2 + 2 * 3) + 3;

/** A world in which what is busy answers the third time. */
function worldOf(): World {
  let busy = 0;
  return ({ pointer }) => {
    if (pointer.endsWith('/busy') && ++busy < 3) throw standardFault('communication', 'busy', { status: 503 });
    return { ok: true };
  };
}

/** A linear congruence: the same seed gives the same choices. */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

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
