// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { createHash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { standardFault } from '../../src/workflow-fault.ts';
import { planOf, simulate, tasks, type World } from '../simulation.ts';

const SEEDS = Math.ceil(Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500) / 2);
const TURNS = 4;

/** Two agents side by side, one of them in a loop. */
const plan = planOf(
  tasks(`
  - both:
      fork:
        branches:
          - loop: {for: {each: n, in: '[range(2)]'}, do: [{ask: {call: agent, with: {model: m, instructions: help, input: '\${ $n }', approval: {expires: PT1H}}}}]}
          - other: {call: llm, with: {model: m, messages: [{role: user, content: hi}]}}`),
);

const use = (name: string, approval: boolean) => ({
  id: name,
  name,
  arguments: '{}',
  effect: { function: `p.${name}:1.0.0@plugins`, arguments: { for: name } },
  approval,
});

/** A model that is busy at times and asks for tools in its first turns, one of which nobody approves of. Tools fail at times. */
function worldOf(seed: number): World {
  const tries = new Map<string, number>();
  return ({ key, pointer }): Json => {
    const attempt = (tries.get(key) ?? 0) + 1;
    tries.set(key, attempt);
    const luck = createHash('sha256').update(`${seed} ${key}`).digest()[0] ?? 0;
    const isTurn = pointer.endsWith('/turn');
    if (isTurn && attempt <= luck % 3) throw standardFault('communication', 'busy', { status: 429 });
    if (!isTurn && luck % 5 === 0) throw standardFault('runtime', 'it failed');
    if (!isTurn) return { said: key };
    const turn = Number(key.split('.').at(-1));
    const calls = turn < TURNS - 1 ? [use('one', false), use('two', turn === 1), use('three', false)] : [];
    return {
      content: calls.length > 0 ? '' : 'done',
      calls,
      finishReason: 'stop',
      model: 'm',
      usage: { inputTokens: 3, outputTokens: 2, cost: 0.1 },
    };
  };
}

function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test(`${SEEDS} seeds of crashes: what a turn and a tool came to is written down once, and asked for under one key`, () => {
  let crashes = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(plan, { world: worldOf(seed), chance: chanceOf(seed) });
    crashes += done.crashes;
    expect(done.state.ended, `seed ${seed}`).toEqual({ status: 'completed', output: ['done', 'done'] });
    const completed = (name: string) =>
      done.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith(`/${name}`)).length;
    const failed = done.entries.filter(({ type, task }) => type === 'task.faulted' && task?.includes('/tools/')).length;
    expect(completed('turn'), `seed ${seed}`).toBe(3 * TURNS);
    expect(completed('one') + completed('two') + completed('three') + failed, `seed ${seed}`).toBe(3 * 8);
    expect(done.state.spent, `seed ${seed}`).toEqual({ turns: 12, tokens: 60, cost: 1.2 });
    const byKey = new Map(done.effects.map(({ key, arguments: asked }) => [key, JSON.stringify(asked)]));
    for (const { key, arguments: asked } of done.effects)
      expect(JSON.stringify(asked), `seed ${seed}: ${key} asks the same each time`).toBe(byKey.get(key));
    expect(byKey.size, `seed ${seed}`).toBe(3 * (TURNS + 8));
  }
  expect(crashes).toBeGreaterThan(SEEDS);
}, 300_000);
