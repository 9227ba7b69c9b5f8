import { createHash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { standardFault } from '../../src/workflow-fault.ts';
import { tasks, type World } from '../simulation.ts';

/** So many that each seed has over 200 happenings. */
export const ROUNDS = 6;

/** Every kind of task, nested: loops in branches, retries in loops, waits that race with timeouts, handlers that go on. */
export const everyKind = tasks(`
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
  - finish: {call: http, with: {method: get, endpoint: https://c.example, body: '\${ . }'}, output: {as: '{ end: ., context: $context }'}}`);

/** A world that answers alike to the same key, and to some of them fails a few times first. */
export function worldOf(seed: number): World {
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
