import { expect, test } from 'vitest';
import { jsonOf } from '../src/json-of.ts';

test('a text is read as JSON, or is none', () => {
  expect(jsonOf('{"a":[1,null]}')).toEqual({ a: [1, null] });
  expect(jsonOf('null')).toBeNull();
  for (const none of ['', '{', "{'a':1}", 'undefined']) expect(jsonOf(none)).toBeUndefined();
});

test('a number that no double holds is none, wherever it stands', () => {
  const many = '9'.repeat(400);
  for (const huge of ['1e400', '-1E+400', '{"a":[{"b":1e400}]}', `[${many}]`, `${'9'.repeat(250)}e60`, `-${many}.5`])
    expect(jsonOf(huge), huge).toBeUndefined();
  const fine = ['1e308', '1e-400', `0.${many}`, `"1e400 ${many}"`, '{"a1e5":["1e400",null,true,1.5e3]}', '0e999'];
  for (const one of fine) expect(jsonOf(one), one).toEqual(JSON.parse(one));
  const deep = `${'['.repeat(100_000)}1e5${']'.repeat(100_000)}`;
  expect(jsonOf(deep)).toBeDefined();
});
