import { describe } from 'vitest';
import { failures, rows } from './table.ts';

describe('steps', () => {
  rows([
    ['.', 1, 1],
    ['.a.b', { a: { b: 2 } }, 2],
    ['."a b"', { 'a b': 1 }, 1],
    ['.["a"]', { a: 1 }, 1],
    ['.a.["b"]', { a: { b: 1 } }, 1],
    ['.missing', {}, null],
    ['.a', null, null],
    ['.[0], .[-1], .[9], .[1.7]', [1, 2, 3], 1, 3, null, 2],
    ['.[1:], .[:1], .[-2:], .[1.2:2.2]', [1, 2, 3], [2, 3], [1], [2, 3], [2, 3]],
    ['.[1:3]', 'aé😀z', 'é😀'],
    ['.[[2, 3]]', [1, 2, 3, 2, 3], [1, 3]],
    ['[.[]]', { b: 1, a: 2 }, [1, 2]],
    ['[.[]?, .a?, .["a"]?]', 1, []],
    [
      '.[0, 1][0, 1]',
      [
        [1, 2],
        [3, 4],
      ],
      1,
      3,
      2,
      4,
    ],
    ['[..]', [[1]], [[[1]], [1], 1]],
    ['.a?//"default"', [], 'default'],
  ]);
  failures([
    ['.a', [1], 'Cannot index array with string "a"'],
    ['.[0]', {}, 'Cannot index object with number'],
    ['.[]', 1, 'Cannot iterate over number (1)'],
    ['.[{}]', [], 'Array/string slice indices must be integers'],
  ]);
});

describe('operators', () => {
  rows([
    ['[(1, 2) + (10, 20)]', null, [11, 12, 21, 22]],
    ['1 + 2 * 3 - 4 / 2 % 3', null, 5],
    ['. + null, null + .', [1], [1], [1]],
    ['. + {b: 2}', { a: 1 }, { a: 1, b: 2 }],
    ['. - [2]', [1, 2, 3, 2], [1, 3]],
    ['{a: {b: 1}} * {a: {c: 2}}', null, { a: { b: 1, c: 2 } }],
    ['"ab" * 2, "ab" * 0, "ab" * -1', null, 'abab', '', null],
    ['"a,b" / ","', null, ['a', 'b']],
    ['5 % -2, -5 % 2, (infinite % 5)', null, 1, -1, 2],
    ['-(1, 2), -.a', { a: 3 }, -1, -2, -3],
    ['[null, true, false] | map(not)', null, [true, false, true]],
    ['(true, false) and (true, false)', null, true, false, false],
    ['(true, false) or (true, false)', null, true, true, false],
    ['[.[] // 9]', [null, false], [9]],
    ['(false, 1, null, 2) // 3', null, 1, 2],
    ['empty // 1', null, 1],
    ['nan < nan, nan == nan, ([nan] | . == .)', null, true, false, true],
    ['[{}, [], "", 0, true, false, null] | sort', null, [null, false, true, 0, '', [], {}]],
    ['"\\ue000" < "😀"', null, true],
    ['1 as $x | 2 as $y | [$x, $y]', null, [1, 2]],
  ]);
  failures([
    ['{} + 1', null, 'object ({}) and number (1) cannot be added'],
    ['[] - 1', null, 'array ([]) and number (1) cannot be subtracted'],
    ['1 / 0', null, 'number (1) and number (0) cannot be divided because the divisor is zero'],
    ['-"a very long string"', null, 'string ("a very lon...) cannot be negated'],
    ['error // 1', 'x', 'x'],
  ]);
});

describe('construction', () => {
  rows([
    ['{a, "b": 1, ("c" + "d"): 2, @text "e": 3, "f\\(1)": 4}', { a: 0 }, { a: 0, b: 1, cd: 2, e: 3, f1: 4 }],
    ['1 as $x | {$x, if: 2, $__loc__}', null, { x: 1, if: 2, __loc__: { file: '<top-level>', line: 1 } }],
    ['{a: (1, 2), b: (3, 4)}', null, { a: 1, b: 3 }, { a: 1, b: 4 }, { a: 2, b: 3 }, { a: 2, b: 4 }],
    ['{a: 1 | -. | [.]}', null, { a: [-1] }],
    ['{a: "x" + .b, c: .d // 2, e: -1 + 2}', { b: 'y' }, { a: 'xy', c: 2, e: 1 }],
    ['{a: .b == 1 and true, c: 1 + 2 | . * 2, ("d"): 7 % 4}', { b: 1 }, { a: true, c: 6, d: 3 }],
    ['"\\(1, 2)-\\(3, 4)"', null, '1-3', '2-3', '1-4', '2-4'],
    ['"\\u00e9\\n\\ud83d\\ude00\\ud83d"', null, 'é\n😀\ufffd'],
    ['[1, [2], {}]', null, [1, [2], {}]],
    ['@json "v=\\(.)", @html "<\\(.)>"', '<&\'"', 'v="<&\'\\""', '<&lt;&amp;&apos;&quot;>'],
  ]);
  failures([['{(1, 2 | tostring | length): 1}', null, 'Cannot use number (1) as object key']]);
});

describe('control', () => {
  rows([
    ['if . then 1 end, if . then 1 else 2 end', null, null, 2],
    ['[if true, false, null then 1 elif . then 2 else 3 end]', 0, [1, 2, 2]],
    ['[.[] | try error catch .]', [1, null, { a: 1 }], [1, null, { a: 1 }]],
    ['try error("x") catch ., (error("y"))?', null, 'x'],
    ['[.[] | (1 / .)?]', [1, 0, 2], [1, 0.5]],
    ['try (try error("in") catch error("out")) catch .', null, 'out'],
    ['[label $out | 1, 2, break $out, 3]', null, [1, 2]],
    ['[label $a | label $b | 1, break $a, 2]', null, [1]],
    ['reduce .[] as $x (0; . + $x)', [1, 2, 3], 6],
    ['reduce range(3) as $x (0; empty)', null, null],
    [
      '[foreach .[] as [$a, $b] (0; . + $a; [., $b])]',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [4, 4],
      ],
    ],
    ['[limit(3; repeat(1))], [limit(0; error)], [limit(-1; 1, 2)]', null, [1, 1, 1], [], [1, 2]],
    ['[first(range(5; 10)), last(range(5)), nth(2; range(9)), nth(9; range(3))]', null, [5, 4, 2]],
    [
      '[range(3)], [range(0; 10; 4)], [range(3; 0; -1)], [range(0, 1; 2)]',
      null,
      [0, 1, 2],
      [0, 4, 8],
      [3, 2, 1],
      [0, 1, 1],
    ],
    ['[.[] | until(. > 100; . * 2)], [1 | while(. < 9; . * 2)]', [1, 7], [128, 112], [1, 2, 4, 8]],
    ['isempty(empty), isempty(1, error)', null, true, false],
    ['any(1, error; . == 1), all(0, error; . == 1)', null, true, false],
    ['[recurse(if . < 3 then . + 1 else empty end)]', 0, [0, 1, 2, 3]],
    ['"in" | (try (., error("x")) catch .) | if . == "x" then "caught" else . end', null, 'in', 'caught'],
  ]);
  failures([
    ['(try 1 catch 2) | error("after")', null, 'after'],
    ['nth(-1; 1)', null, "nth doesn't support negative indices"],
  ]);
});

describe('destructuring', () => {
  rows([
    ['. as [$a, {b: $c, $d}] | [$a, $c, $d]', [1, { b: 2, d: 3 }], [1, 2, 3]],
    ['. as {a: $x, "b": $y, ("c" + "d"): [$z]} | [$x, $y, $z]', { a: 1, b: 2, cd: [3] }, [1, 2, 3]],
    ['. as {$a: [$b]} | [$a, $b]', { a: [1] }, [[1], 1]],
    [
      '.[] as [$a] ?// {a: $b} ?// $c | [$a, $b, $c]',
      [[1], { a: 2 }, 3],
      [1, null, null],
      [null, 2, null],
      [null, null, 3],
    ],
    ['[.[] as [$a] ?// $a | if ($a | type) == "number" then error("x") else $a end]', [[3], [[4]]], [[3], [4]]],
  ]);
});

describe('functions', () => {
  rows([
    ['def f: . + 1; def g: f | f; 1 | g', null, 3],
    ['def f(g): [g, g]; f(1, 2)', null, [1, 2, 1, 2]],
    ['def f($a; $b): [$a, $b]; f(1, 2; 3, 4)', null, [1, 3], [1, 4], [2, 3], [2, 4]],
    ['def f($a): 5 | a; 3 | f(.)', null, 5],
    ['def f: 1; def f(x): 2; [f, f(0)]', null, [1, 2]],
    ['def f: def g: 3; g; f', null, 3],
    ['def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; [range(5) | fac]', null, [1, 1, 2, 6, 24]],
    ['1 as $x | def f: $x; 2 as $x | f', null, 1],
    ['def f(x): x | x; f(. * 2)', 3, 12],
    ['[recurse(. as $x | select($x < 4) | $x + 1, $x + 2)]', 2, [2, 3, 4, 5, 4]],
  ]);
});
