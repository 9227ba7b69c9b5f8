import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { ample } from './limits.ts';
import { failures, rows } from './table.ts';

describe('finding paths', () => {
  rows([
    ['[path(..)]', { a: [1] }, [[], ['a'], ['a', 0]]],
    ['[paths], [paths(type == "number")], [leaf_paths]', { a: [1] }, [['a'], ['a', 0]], [['a', 0]], [['a', 0]]],
    ['path(.a | (.[0], .[1:]) | .b?)', null, ['a', 0, 'b'], ['a', { start: 1, end: null }, 'b']],
    ['[path(.[] | select(. > 1))]', [1, 2, 3], [[1], [2]]],
    [
      '[path(first(.a, .b)), path(limit(1; .b)), path(if .a then .a else .b end), path(.x // .b)]',
      { a: 1, b: 2 },
      [['a'], ['b'], ['a'], ['b']],
    ],
    ['path(getpath(["a", "b"]))', null, ['a', 'b']],
    ['path(1 as $x | .a | def f(p): p | p; f(.b))', null, ['a', 'b', 'b']],
    ['[path(foreach (.a, .b) as $x (0; 1; $x))]', { a: {}, b: {} }, [['a'], ['b']]],
    ['path(label $f | .a, break $f)', null, ['a']],
    ['path(try error("x") catch empty)', null],
    ['getpath(["a", 0])', { a: [5] }, 5],
    ['[tostream]', [1, [2]], [[[0], 1], [[1, 0], 2], [[1, 0]], [[1]]]],
    ['fromstream(tostream)', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    ['[1 | truncate_stream([[0], 1], [[1, 0], 2], [[1, 0]], [[1]])]', null, [[[0], 2], [[0]]]],
    ['pick(.a.b, .c[1])', { a: { b: 1, x: 2 }, c: [1, 2, 3] }, { a: { b: 1 }, c: [null, 2] }],
  ]);
  failures([
    ['path(map(.))', [1], 'Invalid path expression with result [1]'],
    ['path([1] | .[0])', null, 'Invalid path expression near attempt to access element 0 of [1]'],
    ['path({} | .[])', null, 'Invalid path expression near attempt to iterate through {}'],
  ]);
});

describe('changing by path', () => {
  rows([
    ['.a = 1, .a.b.c = 1, .[2:3] = [9]', null, { a: 1 }, { a: { b: { c: 1 } } }, [9]],
    ['.a |= . + 1, .a += 10, .b //= 5', { a: 1 }, { a: 2 }, { a: 11 }, { a: 1, b: 5 }],
    ['.[] |= empty', [1, 2, 3], []],
    ['(.[] | select(. > 1)) |= empty', [1, 2, 3, 0], [1, 0]],
    ['.a = (1, 2)', {}, { a: 1 }, { a: 2 }],
    ['.[1:3] |= map(. * 2)', [1, 2, 3, 4], [1, 4, 6, 4]],
    ['.[-1] = 9, .[5] = 1', [1], [9], [1, null, null, null, null, 1]],
    ['map_values(. + 1), map_values(empty)', { a: 1 }, { a: 2 }, {}],
    [
      'del(.a, .b[0]), del(.b[0, 1]), del(.b[1:]), del(.)',
      { a: 1, b: [1, 2, 3] },
      { b: [2, 3] },
      { a: 1, b: [3] },
      { a: 1, b: [1] },
      null,
    ],
    ['setpath(["a", 0]; 1), delpaths([["a", 0], ["b"]])', { b: 2 }, { a: [1], b: 2 }, {}],
    ['to_entries, with_entries(.value += 1)', { a: 1 }, [{ key: 'a', value: 1 }], { a: 2 }],
    ['walk(if type == "number" then . + 1 else . end)', [1, { a: 2 }], [2, { a: 3 }]],
    ['.a |= [., .] | .a[0].b = 1', { a: {} }, { a: [{ b: 1 }, {}] }],
    ['.x = input_line_number', {}, { x: 0 }],
  ]);
  failures([
    ['.[-5] = 1', [1], 'Out of bounds negative array index'],
    ['.[nan] = 1', [1], 'Cannot set array element at NaN index'],
    ['.[1:] = 1', [1], 'A slice of an array can only be assigned another array'],
    ['.[0:1] = "x"', 'abc', 'Cannot update string slices'],
    ['.a = 1', [], 'Cannot index array with string "a"'],
    ['map(.)[0] = 1', [1], 'Invalid path expression near attempt to access element 0 of [1]'],
    ['del(.a)', [1], 'Cannot index array with string "a"'],
  ]);
});

test('inputs stay as they were, and what is not changed is shared', () => {
  const input = deepFrozen({ a: { b: 1 }, rest: { deep: [1, 2] } });
  const [output] = compile('.a.b |= 5 | .a.c = 6 | del(.a.b)').run(input, {}, ample) as [typeof input];
  expect(input).toEqual({ a: { b: 1 }, rest: { deep: [1, 2] } });
  expect(output).toEqual({ a: { c: 6 }, rest: { deep: [1, 2] } });
  expect(output.rest).toBe(input.rest);
});

test('a bound value is not changed by a later update of where it came from', () => {
  const program = '.a[0] as $x | .a[0].n = 1 | .a[0].n = 2 | [$x, .a[0]] | .[1].n = 3';
  expect(compile(program).run(deepFrozen({ a: [{ n: 0 }] }), {}, ample)).toEqual([[{ n: 0 }, { n: 3 }]]);
});

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}
