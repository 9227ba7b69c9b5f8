import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { JqTextError } from '../src/jq-error.ts';
import type { Limits } from '../src/limits.ts';
import { ample } from './limits.ts';

const plain: Limits = { ...ample, plainText: true };
const first = (source: string, limits = plain) => compile(source).first(null, {}, limits);
const nul = '[0] | implode';

describe('an answer in plain text', () => {
  test.each([
    nul,
    `"a" + (${nul}) + "b"`,
    `{a: [1, {b: (${nul})}]}`,
    `{(${nul}): 1}`,
    `"\\"\\\\u0000\\"" | fromjson`,
    `try (${nul}) catch "caught"`,
    `(${nul})?`,
    `first(${nul}, 1)`,
  ])('is not what %s gives', (source) => {
    expect(() => first(source)).toThrow(JqTextError);
    expect(() => compile(source).run(null, {}, plain)).toThrow(JqTextError);
    expect(first(source, ample)).toBeDefined();
  });

  test('is not half of a surrogate pair, and may be both', () => {
    expect(() => compile('.').first('a\ud83d', {}, plain)).toThrow(JqTextError);
    expect(() => compile('.').first({ '\ude00': 1 }, {}, plain)).toThrow(JqTextError);
    expect(compile('.').first({ '\ud83d\ude00': 'é\ud83d\ude00' }, {}, plain)).toEqual({ '😀': 'é😀' });
  });

  test('may be made by way of others', () => {
    expect(first(`(${nul}) | explode`)).toEqual([0]);
    expect(first(`{(${nul}): 1} | length`)).toBe(1);
    expect(first(`(${nul}) | tojson`)).toBe('"\\u0000"');
  });
});
