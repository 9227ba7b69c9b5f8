import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { JqError } from '../src/jq-error.ts';
import { ample } from './limits.ts';
import { failures, rows } from './table.ts';

describe('matching', () => {
  rows([
    ['test("B"), test("B"; "i"), test(["b", "i"])', 'abc', false, true, true],
    [
      'match("é(?<x>.)?")',
      'a😀éz',
      { offset: 2, length: 2, string: 'éz', captures: [{ offset: 3, length: 1, string: 'z', name: 'x' }] },
    ],
    ['match("(b)|(c)").captures | map(.string)', 'c', [null, 'c']],
    ['[match("a*"; "g").offset]', 'aab', [0, 2, 3]],
    ['[match(""; "g").offset]', '😀b', [0, 1, 2]],
    ['[match("a*"; "gn").string]', 'aab', ['aa']],
    ['capture("(?<y>\\\\d+)-(?<m>\\\\d+)")', '2026-01', { y: '2026', m: '01' }],
    [
      '[scan("[a-z]+")], [scan("(a)(b)?")], [scan("A"; "i")]',
      'ab a',
      ['ab', 'a'],
      [
        ['a', 'b'],
        ['a', null],
      ],
      ['a', 'a'],
    ],
    ['split(", *"; null), [splits("a+")]', 'xa,  aay', ['xa', 'aay'], ['x', ',  ', 'y']],
    ['sub("a"; "b"), gsub("a"; "b"), sub("A"; "b"; "gi")', 'aa', 'ba', 'bb', 'bb'],
    ['gsub("(?<x>[a-z])"; "<\\(.x)>"), gsub("^"; ">"), gsub(""; "-")', 'ab', '<a><b>', '>ab', '-a-b-'],
    ['[sub("(?<x>.)"; .x, "z")]', 'ab', ['ab', 'zb']],
    ['test("a b # spaces"; "x"), test("a.b"), test("a.b"; "p")', 'a\nb', false, false, true],
    ['test("^\\\\w+$"), test("\\\\d{2}"), test("[\\\\w]{4}"), test("\\\\h")', 'éa١٢', true, true, true, true],
    [
      'gsub("[^[:alnum:]]+"; "-"), [scan("[[:alpha:]]+")], [scan("[[:^alpha:]]+")], test("[[:punct:]]")',
      'Crème 2 Été',
      'Crème-2-Été',
      ['Crème', 'Été'],
      [' 2 '],
      false,
    ],
    ['[match("a|ab"; "l").string]', 'ab', ['ab']],
  ]);
  failures([
    ['test("(?=a)")', 'a', 'Regex failure: look-around cannot be matched in linear time and is not supported'],
    ['test("(a)\\\\1")', 'aa', 'Regex failure: back-references cannot be matched in linear time and is not supported'],
    ['test("a++")', 'a', 'Regex failure: possessive repetition cannot be matched in linear time and is not supported'],
    ['test("a"; "q")', 'a', 'q is not a valid modifier string'],
    ['test("a")', 1, 'number (1) cannot be matched, as it is not a string'],
    ['test(1)', 'a', 'number not a string or array'],
    ['test("((a{100}){100}){100}")', 'a', 'Regex failure: the pattern is too large'],
    ['test("a" * 5000)', 'a', 'Regex failure: the pattern is longer than 4096 characters'],
  ]);
});

test('a pattern that would take other engines for ever takes linear time', () => {
  expect(compile('test("^(a+)+$")').run(`${'a'.repeat(10_000)}b`, {}, ample)).toEqual([false]);
});

test('a broken pattern is an error of the program', () => {
  for (const pattern of ['(', 'a)', '[', '*', '\\\\', 'a{2,1}', '(?<n>a)(?<n>b)'])
    expect(() => compile(`test("${pattern}")`).run('a', {}, ample), pattern).toThrow(JqError);
});
