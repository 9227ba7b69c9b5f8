import { expect, test } from 'vitest';
import { add, lineOf, tallyOfTasks, tallyOfTests } from './tally.ts';

test('the tests of several packages add up', () => {
  const output =
    '\n Test Files  1 passed (1)\n      Tests  2 failed | 11 passed | 1 skipped (14)\n\n      Tests  3 passed (3)\n';
  expect(tallyOfTests(output, false)).toEqual({ passed: 14, failed: 2 });
});

test('a run that breaks without a failed test is a failure', () => {
  expect(tallyOfTests('Error: cannot load', false)).toEqual({ passed: 0, failed: 1 });
});

test('a run without tests that ends well is neither', () => {
  expect(lineOf(tallyOfTests('No test files found', true))).toBe('0 passed, 0 failed');
});

test('tallies add up', () => {
  expect(lineOf(add({ passed: 1, failed: 2 }, { passed: 3, failed: 0 }))).toBe('4 passed, 2 failed');
});

test('tasks count once, from the cache or not, and the failed are those that Nx lists', () => {
  const output =
    '> nx run @mesh/a:lint  [local cache]\n\n> nx run @mesh/a:typecheck\n\nFailed tasks:\n\n- @mesh/a:typecheck\n\n  Run duration: 1s\n';
  expect(tallyOfTasks(output, false)).toEqual({ passed: 1, failed: 1 });
  expect(tallyOfTasks('Nx could not start', false)).toEqual({ passed: 0, failed: 1 });
});
