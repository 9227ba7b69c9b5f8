import { expect, test } from 'vitest';
import { jsonOf } from '../src/json-of.ts';

test('a text is read as JSON, or is none', () => {
  expect(jsonOf('{"a":[1,null]}')).toEqual({ a: [1, null] });
  expect(jsonOf('null')).toBeNull();
  for (const none of ['', '{', "{'a':1}", 'undefined']) expect(jsonOf(none)).toBeUndefined();
});
