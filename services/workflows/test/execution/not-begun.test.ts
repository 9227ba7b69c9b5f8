import { expect, test } from 'vitest';
import { notBegun } from '../../src/execution/not-begun.ts';
import { planOf, tasks } from '../simulation.ts';

const plan = planOf(
  tasks(`
  - first: {set: {a: 1}}
  - charge: {set: {a: 2}}
  - each:
      for: {in: "\${ [1] }"}
      do:
        - charge: {set: {a: 3}}`),
);

test.each([
  ['charge', '/do/1/charge or /do/2/each/do/0/charge'],
  ['/do/9/first', '/do/0/first'],
  ['nothing', '/do/0/first'],
])('the task %s, which is no pointer to one, is told as %s', (asked, told) => {
  const reason = `the task ${asked} has not begun in that execution`;
  expect(notBegun(plan, asked)).toBe(`${reason}: name it by its JSON pointer, such as ${told}`);
});

test('a task that has not begun needs no other name', () => {
  expect(notBegun(plan, '/do/1/charge')).toBe('the task /do/1/charge has not begun in that execution');
});
