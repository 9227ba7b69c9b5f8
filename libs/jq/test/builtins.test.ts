import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { ample } from './limits.ts';
import { failures, rows } from './table.ts';

describe('types and numbers', () => {
  rows([
    ['map(type)', [null, true, 1, '', [], {}], ['null', 'boolean', 'number', 'string', 'array', 'object']],
    ['map(length)', [null, -5, 'é😀', [1], { a: 1 }], [0, 5, 2, 1, 1]],
    ['utf8bytelength', 'é😀', 6],
    [
      'map(tojson)',
      [1e17, 1e16, 1e-5, 0.0001, 1.5e-7, 123456789012, 0.1],
      ['1e+17', '1e+16', '1e-05', '0.0001', '1.5e-07', '123456789012', '0.1'],
    ],
    ['[infinite, -infinite, nan] | tojson', null, '[1.7976931348623157e+308,-1.7976931348623157e+308,null]'],
    ['[-0, 0 * -1] | tojson', null, '[-0,-0]'],
    ['infinite, nan', null, Number.MAX_VALUE, null],
    ['map(tonumber)', ['1', ' 2.5 ', '-1e2', 3], [1, 2.5, -100, 3]],
    ['"[1,{\\"a\\":null}]" | fromjson', null, [1, { a: null }]],
    ['[1.5, -1.5] | map(floor, ceil, round, fabs, trunc)', null, [1, 2, 2, 1.5, 1, -2, -1, -2, 1.5, -1]],
    [
      'pow(2; 3), log2, (16 | sqrt), ([8 | frexp, modf])',
      8,
      8,
      3,
      4,
      [
        [0.5, 4],
        [0, 8],
      ],
    ],
    ['[pow(2, 3; 1, 2)]', null, [2, 3, 4, 9]],
    [
      '[1, 0, infinite, nan] | map(isinfinite, isnan, isnormal)',
      null,
      [false, false, true, false, false, false, true, false, false, false, true, false],
    ],
    ['map(abs), (5 | toarray), ([5] | toarray)', [-1, 2], [1, 2], [5], [5]],
    ['[.[] | numbers, strings, nulls, booleans, scalars, iterables]', [1, 'a', []], [1, 1, 'a', 'a', []]],
    [
      '[5 | tgamma, significand, logb, ldexp(1; 3), nearbyint, (lgamma_r | .[0] |= (. * 1000 | floor))]',
      null,
      [24, 1.25, 2, 8, 5, [3178, 1]],
    ],
  ]);
  failures([
    ['tonumber', 'abc', 'string ("abc") cannot be parsed as a number'],
    ['length', true, 'boolean (true) has no length'],
    ['sqrt', 'a', 'string ("a") number required'],
  ]);
});

describe('strings', () => {
  rows([
    ['startswith("a"), endswith("b"), ltrimstr("a"), rtrimstr("b")', 'ab', true, true, 'b', 'a'],
    ['trim, ltrim, rtrim', ' a ', 'a', 'a ', ' a'],
    ['split(","), split("")', 'a,b', ['a', 'b'], ['a', ',', 'b']],
    ['join("-")', [1, null, 'a', true], '1--a-true'],
    ['explode, (explode | implode)', 'é😀', [233, 128512], 'é😀'],
    ['ascii_downcase, ascii_upcase', 'aBÉ', 'abÉ', 'ABÉ'],
    ['index("b"), rindex("b"), indices("b"), index(""), indices("")', 'ébab', 1, 3, [1, 3], null, []],
    ['[.[] | tostring]', [1, 'a', [1, { b: null }]], ['1', 'a', '[1,{"b":null}]']],
    ['@csv, @tsv', [1, 'a"b\tc', null, true], '1,"a""b\tc",,true', '1\ta"b\\tc\t\ttrue'],
    ['@sh, @base64, (@base64 | @base64d)', "it's", "'it'\\''s'", 'aXQncw==', "it's"],
    ['@uri', 'é /?-_.~', '%C3%A9%20%2F%3F-_.~'],
    ['@json, @text, format("json")', [1], '[1]', '[1]', '[1]'],
    ['65 | ascii', null, 'A'],
    ['"\\u007f" | tojson', null, '"\\u007f"'],
    ['ltrimstr(1), (1 | ltrimstr("x"))', 'a', 'a', 1],
  ]);
  failures([
    ['implode', ['a'], 'string ("a") can\'t be imploded, unicode codepoint needs to be numeric'],
    ['@csv', [[1]], 'array ([1]) is not valid in a csv row'],
    ['@base64d', 'a b', 'string ("a b") is not valid base64 data'],
    ['join(",")', ['a', [1]], 'string ("a,") and array ([1]) cannot be added'],
  ]);
});

describe('arrays and objects', () => {
  rows([
    ['add, add(.[] * 2)', [1, 2, 3], 6, 12],
    [
      'map(add)',
      [[], ['a', 'b', 'c'], [[1], [2], [3]], [{ a: 1 }, { b: 2 }, { a: 3 }], { x: 1, y: 2 }],
      [null, 'abc', [1, 2, 3], { a: 3, b: 2 }, 3],
    ],
    ['sort, unique, min, max, reverse', [3, 1, 3], [1, 3, 3], [1, 3], 1, 3, [3, 1, 3]],
    [
      'sort_by(.a), sort_by(-.a, .b), group_by(.a), unique_by(.a), min_by(.b), max_by(.a)',
      [
        { a: 2, b: 1 },
        { a: 1, b: 2 },
        { a: 2, b: 0 },
      ],
      [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
        { a: 2, b: 0 },
      ],
      [
        { a: 2, b: 0 },
        { a: 2, b: 1 },
        { a: 1, b: 2 },
      ],
      [
        [{ a: 1, b: 2 }],
        [
          { a: 2, b: 1 },
          { a: 2, b: 0 },
        ],
      ],
      [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
      ],
      { a: 2, b: 0 },
      { a: 2, b: 0 },
    ],
    ['flatten, flatten(1), (["a", [[]]] | flatten)', [1, [2, [3]]], [1, 2, 3], [1, 2, [3]], ['a']],
    ['any, all, any(. > 1), all(. > 0)', [1, 2], true, true, true, true],
    [
      'transpose',
      [[1], [2, 3]],
      [
        [1, 2],
        [null, 3],
      ],
    ],
    [
      '[combinations], ([0, 1] | [combinations(2)] | length)',
      [[1, 2], [3]],
      [
        [1, 3],
        [2, 3],
      ],
      4,
    ],
    ['bsearch(2), bsearch(0), bsearch(9)', [1, 2, 3], 1, -1, -4],
    ['indices(1), index(1), rindex(1), indices([1, 2])', [1, 2, 1, 2], [0, 2], 0, 2, [0, 2]],
    ['keys, keys_unsorted, has("a"), has("z")', { b: 1, a: 2 }, ['a', 'b'], ['b', 'a'], true, false],
    ['keys, has(1), has(-1)', [5, 6], [0, 1], true, false],
    ['contains("b"), inside("abc")', 'b', true, true],
    ['contains({a: [{b: "x"}]}), contains({z: 1})', { a: [{ b: 'xy', c: 1 }] }, true, false],
    ['from_entries', [{ key: 'a', value: 1 }, { name: 'b' }, { k: 'c', v: false }], { a: 1, b: null, c: false }],
    ['"a" | in({a: 1})', null, true],
    ['INDEX(.id), [.[] | IN(.id; 1, 2)]', [{ id: 1 }], { 1: { id: 1 } }, [true]],
    ['[JOIN({"1": "one"}; .[0] | tostring)]', [[1]], [[[[1], 'one']]]],
    ['[splits(", *")], ascii_downcase', 'A, b', ['A', 'b'], 'a, b'],
    ['map(select(isvalid(.a)))', [1, {}], [{}]],
  ]);
  failures([
    ['keys', 1, 'number (1) has no keys'],
    ['sort', {}, 'object ({}) cannot be sorted, as it is not an array'],
    ['has("a")', [], 'Cannot check whether array has a string key'],
    ['contains(1)', 'a', 'string ("a") and number (1) cannot have their containment checked'],
    ['flatten(-1)', [], 'flatten depth must not be negative'],
    ['from_entries', [{ value: 1 }], 'Cannot use null (null) as object key'],
  ]);
});

describe('the world outside', () => {
  rows([
    ['env, $ENV, $ENV.PAGER, [inputs], input_filename', null, {}, {}, null, [], null],
    ['now', null, Date.UTC(2026, 0, 2, 3, 4, 5) / 1000],
    ['debug, debug("x"), stderr', 1, 1, 1, 1],
    ['have_decnum, have_literal_numbers', null, false, false],
  ]);
  failures([
    ['input', null, 'break'],
    ['halt', null, 'halt is not available'],
    ['halt_error', 'x', 'halt_error is not available'],
    ['error(null)', 1, null],
  ]);
});

test('every builtin that is listed can be called', () => {
  const [names] = compile('builtins').run(null, {}, ample) as [string[]];
  for (const name of names) {
    const [word, arity] = name.split('/') as [string, string];
    const args = Array.from({ length: Number(arity) }, () => '.').join('; ');
    expect(() => compile(arity === '0' ? word : `${word}(${args})`), name).not.toThrow();
  }
  expect(names.length).toBeGreaterThan(190);
});
