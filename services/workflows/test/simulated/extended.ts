import { standardFault } from '../../src/workflow-fault.ts';
import { tasks, type World } from '../simulation.ts';

const ask = (name: string) => `${name}: {call: http, with: {method: post, endpoint: https://${name}.example}}`;

/** Functions and extensions, in loops and branches, around calls that fail at times. */
export const extended = `use:
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
  - final: {set: {done: true}}`)}`;

/** Four times a function and its two calls, and one that is busy: all but the function ask, and all have one call before and after. */
export const CALLS = 4 * (2 + 2 * 3) + 3;

/** A world in which what is busy answers the third time. */
export function worldOf(): World {
  let busy = 0;
  return ({ pointer }) => {
    if (pointer.endsWith('/busy') && ++busy < 3) throw standardFault('communication', 'busy', { status: 503 });
    return { ok: true };
  };
}
