import { expect, test } from 'vitest';
import { parseStrictJson } from '../src/http/body/strict-json.ts';

const MIB = 1_024 * 1_024;

test.each([
  ['one long text', { text: 'abcdefgh'.repeat(4 * MIB) }],
  ['a long text of escapes', { text: '\n"\\'.repeat(4 * MIB) }],
  ['many small things', Array.from({ length: MIB / 4 }, (_, n) => ({ n, name: `n"${n}`, is: true }))],
])('a body of 32 MiB is taken: %s', (_, value) => {
  expect(JSON.stringify(parseStrictJson(JSON.stringify(value))) === JSON.stringify(value)).toBe(true);
});

test.each([
  ['a text that ends in backslashes', String.raw`{"a":"\\\\","b":"\\\""}`],
  ['letters that are spelled as codes', String.raw`{"caf\u00e9":"\ud83d\ude00"}`],
  ['numbers of all kinds', '[0,-1,1.5e3,1E-400,12345678901234567890]'],
  ['words with an e', '[true,false,null]'],
  ['a constructor', '{"constructor":"Bodger","site":{"prototype":1},"all":[{"constructor":[{"prototype":1}]}]}'],
])('%s is read as it is', (_, text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

test.each([
  ['a number that no double holds', '[1e400]', 'invalid'],
  ['a long number that no double holds', `[${'9'.repeat(400)}]`, 'invalid'],
  ['half of a surrogate pair', String.raw`["\ud800"]`, 'unprocessable'],
  ['a NUL in a name', String.raw`{"a\u0000":1}`, 'unprocessable'],
  ['a forbidden name that is spelled as a code', String.raw`{"\u005f_proto__":1}`, 'invalid'],
  ['a constructor with a prototype', '{"a":[{"constructor":{"b":1,"prototype":{}}}]}', 'invalid'],
  [
    'a constructor with a prototype that is spelled as a code',
    String.raw`{"constructor":{"prototyp\u0065":1}}`,
    'invalid',
  ],
  ['a name twice, once spelled as a code', String.raw`{"a":1,"\u0061":2}`, 'invalid'],
  ['a text without an end', '{"a":"b', 'invalid'],
  ['no JSON with a NUL in it', String.raw`["\u0000"`, 'invalid'],
])('%s is refused', (_, text, code) => {
  expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ code }));
});
