import { expect, test } from 'vitest';
import { checkIfMatch } from '../src/if-match.ts';

const check = (expected?: string) => () => checkIfMatch({ 'if-match': expected }, '"2"', 'the thing');

test.each([undefined, '"2"', '*', '"1", "2"'])('a change goes on that expects %s, and finds "2"', (expected) => {
  expect(check(expected)).not.toThrow();
});

test.each(['"1"', '2', 'W/"2"', ''])('a change is refused that expects %j, and finds "2"', (expected) => {
  expect(check(expected)).toThrow(expect.objectContaining({ code: 'precondition-failed' }));
});
