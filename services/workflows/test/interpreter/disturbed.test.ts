import { chanceOf } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { nextWake, pendingEffects } from '../../src/interpreter/state.ts';
import { planOf, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const SEEDS = Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500);
const MOST_STEPS = 5_000;

/** Branches with loops, waits, timeouts, retries, and a call that is made at most once. */
const plan = planOf(
  tasks(`
  - both:
      fork:
        branches:
          - loop:
              for: {each: n, in: '\${ [range(4)] }'}
              do:
                - ask: {call: http, with: {method: get, endpoint: https://a.example}}
                - note: {set: {seen: '\${ $n }'}}
                - pause: {wait: {milliseconds: 150}}
          - tried:
              try:
                - flaky: {call: http, with: {method: get, endpoint: https://b.example}, timeout: {after: {seconds: 30}}}
              catch:
                errors: {with: {status: 503}}
                retry: {delay: {milliseconds: 100}, limit: {attempt: {count: 3}}}
          - charge: {call: http, with: {method: post, endpoint: https://c.example}, metadata: {retry: never}}
  - finish: {call: http, with: {method: get, endpoint: https://d.example}}`),
);

/** What comes next, whatever may: persons suspend, resume and retry, callees fail, processes die. */
function step(run: Run, chance: (below: number) => number): void {
  const { state } = run;
  const by = 'key_1';
  run.now += chance(40);
  const effects = pendingEffects(state);
  const effect = effects[chance(effects.length)];
  const luck = chance(20);
  if (state.ended) run.take({ kind: 'retried', by });
  else if (luck === 0) run.crash();
  else if (luck === 1) run.take({ kind: 'suspended', by });
  else if (luck === 2 && effect?.once) run.take({ kind: 'outcome-unknown', frame: effect.frame });
  else if (luck < 5 && effect) {
    const error = { type: 'https://example.com/broken', status: luck === 3 ? 500 : 503 };
    run.take({ kind: 'effect-failed', frame: effect.frame, error });
  } else if (effect && chance(3) > 0) run.take({ kind: 'effect-ended', frame: effect.frame, output: effect.key });
  else if (state.suspended) {
    run.take({ kind: 'resumed', by, ...(chance(2) === 0 && { outcome: { output: 'charged' } }) });
  } else if (nextWake(state) !== undefined) run.wake();
}

test(`${SEEDS} seeds of suspending, resuming, retrying, failing and dying: every execution completes, and nothing is done twice`, () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = chanceOf(seed);
    const run = new Run(plan);
    for (let steps = 0; run.state.ended?.status !== 'completed'; steps++) {
      if (steps > MOST_STEPS) throw new Error(`seed ${seed} does not end`);
      step(run, chance);
    }
    run.crash();
    for (const { type } of run.entries) seen.add(type);
    expect(
      run.told('task.completed').filter((name) => name === 'note'),
      `seed ${seed}`,
    ).toHaveLength(4);
    expect(
      run.told('task.completed').filter((name) => name === 'charge'),
      `seed ${seed}`,
    ).toHaveLength(1);
    expect(run.state.frames.size, `seed ${seed}`).toBe(0);
  }
  for (const type of ['execution.suspended', 'execution.resumed', 'execution.retried', 'task.answered', 'task.unknown'])
    expect(seen.has(type), type).toBe(true);
}, 300_000);
