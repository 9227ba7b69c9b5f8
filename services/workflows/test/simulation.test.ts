import { createHash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { chanceOf } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { standardFault } from '../src/interpreter/workflow-fault.ts';
import { planOf, simulate, tasks, type World } from './simulation.ts';

const SEEDS = Number(process.env['MESH_SIMULATION_SEEDS'] ?? 500);
/** So many that each seed has over 200 happenings. */
const ROUNDS = 6;
const CRASH_ONE_IN = 30;

/** Every kind of task, nested: loops in branches, retries in loops, waits that race with timeouts, handlers that go on. */
const plan = planOf(
  tasks(`
  - prepare: {set: {log: []}}
  - rounds:
      for: {each: round, in: '[range(${ROUNDS})]'}
      do:
        - both:
            fork:
              branches:
                - loop:
                    for: {each: n, at: i, in: '[range(6)]'}
                    do:
                      - guarded:
                          try:
                            - ask: {call: http, with: {method: post, endpoint: https://a.example, body: {n: '\${ $n }'}}}
                          catch:
                            errors: {with: {status: 503}}
                            retry: {delay: {milliseconds: 200}, backoff: {exponential: {}}, jitter: {from: {milliseconds: 1}, to: {milliseconds: 90}}, limit: {attempt: {count: 4}}}
                            do:
                              - gave: {set: {value: gave up}}
                      - note: {set: {seen: '\${ [$n, .value] }'}}
                      - pause: {if: $i % 2 == 0, wait: {milliseconds: 150}}
                - race:
                    fork:
                      compete: true
                      branches:
                        - quick: {call: http, with: {method: get, endpoint: https://b.example}}
                        - slow:
                            do:
                              - rest: {wait: {milliseconds: 400}}
                              - tell: {emit: {event: {with: {source: https://x.example, type: com.example.slow.v1, data: {}}}}}
                - limited:
                    try:
                      - long: {wait: {seconds: 9}, timeout: {after: {milliseconds: 300}}}
                    catch:
                      as: late
                      do:
                        - handled: {set: {late: '\${ $late.status }'}}
  - sum: {set: {all: '\${ . }', context: '\${ $context }'}, export: {as: '{ kept: true }'}}
  - finish: {call: http, with: {method: get, endpoint: https://c.example, body: '\${ . }'}, output: {as: '{ end: ., context: $context }'}}`),
);

/** A world that answers alike to the same key, and to some of them fails a few times first. */
function worldOf(seed: number): World {
  const asked = new Map<string, number>();
  return ({ key, pointer }): Json => {
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    const digest = createHash('sha256').update(`${seed} ${key}`).digest();
    if (pointer.endsWith('/ask') && times <= (digest[0] ?? 0) % 7)
      throw standardFault('communication', 'busy', { status: 503 });
    return { value: digest.toString('hex', 0, 4) };
  };
}

test(`${SEEDS} seeds of crashes, late and reordered answers: the journal always makes the state again, and effects keep their keys`, () => {
  let crashes = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(plan, { world: worldOf(seed), chance: chanceOf(seed), crashOneIn: CRASH_ONE_IN });
    crashes += done.crashes;
    fewest = Math.min(fewest, done.happened);
    expect(done.state.ended?.status, `seed ${seed}`).toBe('completed');
    const completed = done.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
    expect(completed.length, `seed ${seed}: each iteration ended once`).toBe(6 * ROUNDS);
    const events = done.emitted.map(({ id }) => id);
    expect(new Set(events).size, `seed ${seed}: no event twice`).toBe(events.length);
    const byKey = new Map(done.effects.map(({ key, arguments: asked }) => [key, JSON.stringify(asked)]));
    for (const { key, arguments: asked } of done.effects)
      expect(JSON.stringify(asked), `seed ${seed}: ${key} asks the same each time`).toBe(byKey.get(key));
  }
  expect(crashes).toBeGreaterThan(SEEDS);
  expect(fewest, 'happenings of each seed').toBeGreaterThanOrEqual(200);
}, 300_000);

test('a seed gives the same run again', () => {
  const once = () => JSON.stringify(simulate(plan, { world: worldOf(7), chance: chanceOf(7) }).entries);
  expect(once()).toBe(once());
});

/** Listeners of every strategy side by side, one of them in a loop of its own. */
const listening = planOf(
  tasks(`
  - both:
      fork:
        branches:
          - queue:
              listen: {to: {any: [{with: {type: item}}], until: {one: {with: {type: over}}}}}
              foreach:
                item: event
                do:
                  - post: {call: http, with: {method: post, endpoint: https://a.example, body: '\${ $event }'}}
                  - note: {set: {n: '\${ $event.n }'}}
          - pair: {listen: {to: {all: [{with: {type: item}, correlate: {n: {from: .data.n}}}, {with: {type: other}, correlate: {n: {from: .data.n}}}]}}}
          - limited:
              try:
                - late: {listen: {to: {one: {with: {type: never}}}}, timeout: {after: {seconds: 1}}}
              catch: {do: [{given: {set: {given: up}}}]}`),
);

test(`${SEEDS} seeds of events that come late, twice and between crashes: each is heard once by each that waits for it`, () => {
  const event = (type: string, n: number) => ({ id: `${type} ${n}`, source: 'https://a.example', type, data: { n } });
  const items = Array.from({ length: 12 }, (_, n) => event('item', n));
  const events = [...items, event('other', 0), ...items.map(({ data }) => event('other', data.n)), event('over', 0)];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const done = simulate(listening, { world: worldOf(seed), chance: chanceOf(seed), events });
    expect(done.state.ended?.status, `seed ${seed}`).toBe('completed');
    const heard = done.entries.flatMap(({ type, task, data }) =>
      type === 'event.heard' ? [`${task} ${data['id']}`] : [],
    );
    expect(new Set(heard).size, `seed ${seed}: no event twice`).toBe(heard.length);
    const noted = done.entries.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/note'));
    const queued = heard.filter((one) => one.includes('/queue item'));
    expect(noted.length, `seed ${seed}: each event ran through its tasks once`).toBe(queued.length);
  }
}, 300_000);
