import { expect, test } from 'vitest';
import { stepsOf } from '../../src/effect/document-fields.ts';

test.each([
  ['#/paths/~1pets~1{id}', ['paths', '/pets/{id}']],
  ['#/paths/%7E1pets', ['paths', '/pets']],
  ['#/a%20b/100%/c~0d', ['a b', '100%', 'c~d']],
])('%s is a fragment that is decoded, and then unescaped (RFC 6901, 6)', (reference, steps) => {
  expect(stepsOf(reference)).toEqual(steps);
});
