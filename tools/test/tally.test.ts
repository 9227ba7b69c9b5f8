import { expect, test } from 'vitest';
import { add, endOf, lineOf, none, tallyOfCheck, tallyOfTests } from './tally.ts';

test('the tests of a run count, and each that failed is named once', () => {
  const output = `
 FAIL   unit  libs/a/test/a.test.ts > a group > one is two
AssertionError: expected 1 to be 2
 FAIL   unit  libs/a/test/a.test.ts > a group > one is two
 FAIL  |unit| libs/b/test/b.test.ts > fine

 Test Files  1 passed (1)
      Tests  2 failed | 11 passed | 1 skipped (14)
`;
  expect(tallyOfTests('unit', output, false)).toEqual({
    passed: 11,
    failures: ['libs/a/test/a.test.ts > a group > one is two', 'libs/b/test/b.test.ts > fine'],
  });
});

test('a file that could not be loaded and an error that nobody handled are failures beside the tests', () => {
  const output = `
 FAIL   unit  a.test.ts [ a.test.ts ]
Error: Cannot find module './nowhere.ts'
This error originated in "b.test.ts" test file. It doesn't mean the error was thrown inside the file itself.
      Tests  3 passed (3)
`;
  expect(tallyOfTests('unit', output, false)).toEqual({
    passed: 3,
    failures: ['a.test.ts', 'b.test.ts: unhandled error'],
  });
});

test('a run that breaks without a failed test is a failure', () => {
  expect(tallyOfTests('unit', 'Error: cannot load', false)).toEqual({ passed: 0, failures: ['unit ended badly'] });
});

test('a run without tests that ends well is neither', () => {
  expect(lineOf(tallyOfTests('unit', 'No test files found', true))).toBe('0 passed, 0 failed');
});

test('a check counts once, and names the first of its errors', () => {
  const output = 'libs/a/src/a.ts(1,2): error TS1: no\nlibs/a/src/b.ts(1,2): error TS1: no\n';
  expect(tallyOfCheck('types', output, true, /^.*error.*$/gm)).toEqual({ passed: 1, failures: [] });
  expect(tallyOfCheck('types', output, false, /^.*error.*$/gm)).toEqual({
    passed: 0,
    failures: ['types: libs/a/src/a.ts(1,2): error TS1: no (2 in all)'],
  });
  expect(tallyOfCheck('types', '', false, /^.*error.*$/gm).failures).toEqual(['types: ended badly (0 in all)']);
});

test('tallies add up, and the end names what failed before it sums up', () => {
  const sum = [
    { passed: 1, failures: ['one'] },
    { passed: 3, failures: ['two'] },
  ].reduce(add, none);
  expect(endOf(sum)).toBe('\nfailed: one\nfailed: two\n4 passed, 2 failed');
});
