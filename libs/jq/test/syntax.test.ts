import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { JqSyntaxError } from '../src/jq-error.ts';
import { ample } from './limits.ts';

describe('what is no jq is refused, with its place', () => {
  test.each([
    ['{{ constructor }}', 1, 2],
    ['.a | \n  }', 2, 3],
    ['.a +', 1, 5],
    ['"abc', 1, 5],
    ['"\\q"', 1, 2],
    ['1 == 1 == 1', 1, 8],
    ['. as [] | 1', 1, 7],
    ['if 1 then 2', 1, 12],
    ['{(1): 2}', 1, 2],
    ['{a: def f: 1; f}', 1, 5],
    ['def f: 1', 1, 9],
    ['`${this}`', 1, 1],
    ['break', 1, 1],
    ['. as $x | break $x', 1, 11],
    ['nothing(1)', 1, 1],
    ['$nothing', 1, 1],
    ['@nothing', 1, 1],
    ['import "a" as a; .', 1, 1],
    ['a::b', 1, 1],
    ['and', 1, 1],
  ])('%s', (source, line, column) => {
    expect(() => compile(source)).toThrow(JqSyntaxError);
    expect(errorOf(source)).toMatchObject({ line, column });
  });
});

test.each([
  [".a + 'b'", `unexpected character "'": a text stands in double quotes`],
  ['!.a', 'unexpected character "!": a condition is turned round by | not'],
  ['.a && .b', 'unexpected character "&": both of two conditions are said by and'],
  ['.a || .b', 'either of two conditions is said by or, not by ||: unexpected at "|"'],
  ['.a | | .b', 'expected an expression at "|"'],
  ['.a ~ .b', 'unexpected character "~"'],
  ['$secret', '$secret is not defined, $secrets is'],
  ['$inputs', '$inputs is not defined, $input is'],
  ['$other', '$other is not defined'],
])('what is written as in another language is told as it is said in jq: %s', (source, message) => {
  expect(() => compile(source, { variables: ['input', 'secrets'] })).toThrow(
    expect.objectContaining({ name: 'JqSyntaxError', message }),
  );
});

describe('what nests too deep or is too long is refused', () => {
  test.each(['(', '[', '{a:', '"\\(', 'if ', 'try ', '-', '1 as $x|', 'def f: ', '.|', '1+', 'reduce . as $x(0;'])(
    '%s ten thousand times',
    (piece) => {
      expect(errorOf(piece.repeat(10_000).slice(0, 60_000))).toMatchObject({
        message: 'the expression nests too deep',
      });
    },
  );

  test('one megabyte', () => {
    expect(errorOf('.'.padEnd(1_000_000))).toMatchObject({ message: 'the expression is longer than 64 KiB' });
  });

  test('long lists are no deep nests', () => {
    const list = `[${Array.from({ length: 5_000 }, (_, index) => index).join(',')}]`;
    expect(compile(`${list} | length`).run(null, {}, ample)).toEqual([5_000]);
  });
});

test('a program says which free variables it uses, and they are bound by name', () => {
  const program = compile('$context.a + $input, (1 as $other | $other)', { variables: ['context', 'input', 'other'] });
  expect(program.variables).toEqual(['context', 'input']);
  expect(program.run(null, { context: { a: 1 }, input: 2 }, ample)).toEqual([3, 1]);
  expect(program.run(null, {}, ample)).toEqual([null, 1]);
});

test('comments, space and an empty program', () => {
  expect(compile('# nothing\n 1 # one\n + 1').run(null, {}, ample)).toEqual([2]);
  expect(compile('  ').run(7, {}, ample)).toEqual([7]);
});

function errorOf(source: string): unknown {
  try {
    compile(source);
  } catch (error) {
    return error;
  }
  return undefined;
}
