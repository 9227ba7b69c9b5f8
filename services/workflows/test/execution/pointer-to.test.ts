import { expect, test } from 'vitest';
import { pointerTo } from '../../src/execution/pointer-to.ts';
import { planOf, tasks } from '../simulation.ts';

const plan = planOf(
  tasks(`
  - first: {set: {a: 1}}
  - charge: {set: {a: 2}}
  - a/b: {set: {a: 2}}
  - each:
      for: {in: "\${ [1] }"}
      do:
        - charge: {set: {a: 3}}
        - inner: {set: {a: 3}}`),
);

test.each([
  ['first', '/do/0/first'],
  ['inner', '/do/3/each/do/1/inner'],
  ['a/b', '/do/2/a~1b'],
  ['charge', 'charge'],
  ['nothing', 'nothing'],
  ['/do/9/first', '/do/9/first'],
])('by %s the task %s is meant', (asked, meant) => {
  expect(pointerTo(plan, asked)).toBe(meant);
});
