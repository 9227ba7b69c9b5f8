import { expect, test } from 'vitest';
import { pathOf, pointerOf } from '../src/json-pointer.ts';

test.each([
  [[], ''],
  [['a', 0, 'b'], '/a/0/b'],
  [[''], '/'],
  [['a/b', 'm~n', '~1'], '/a~1b/m~0n/~01'],
])('the path %j is the pointer %j, and back', (path, pointer) => {
  expect(pointerOf(path)).toBe(pointer);
  expect(pathOf(pointer)).toEqual(path.map(String));
});
