import { describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { JqError, JqLimitError } from '../src/jq-error.ts';
import type { Json } from '../src/json.ts';
import type { LimitName, Limits } from '../src/limits.ts';
import { ample } from './limits.ts';

const small: Limits = { ...ample, operations: 200_000, bytes: 4_000_000, outputs: 100, outputBytes: 10_000 };

describe('a hostile program ends at its limit', () => {
  test.each<[string, LimitName]>([
    ['"x" * 1e9', 'bytes'],
    ['[range(1e9)]', 'operations'],
    ['[limit(1e9; repeat(1))]', 'operations'],
    ['def f: f; f', 'operations'],
    ['def f: def g: f; g; f', 'operations'],
    ['def f: [f]; f', 'depth'],
    ['def f: 1 + f; f', 'depth'],
    ['def f(g): f(g | g); f(.)', 'bytes'],
    ['last(range(1e12))', 'operations'],
    ['until(false; .)', 'operations'],
    ['[recurse(.)]', 'operations'],
    ['isempty(repeat(empty))', 'operations'],
    ['reduce range(1e6) as $x (""; . + ("x" * 500))', 'bytes'],
    ['reduce range(1e6) as $x ([]; . + [$x])', 'bytes'],
    ['reduce range(60) as $x (1; [., .])', 'outputBytes'],
    ['reduce range(60) as $x (1; [., .]) | tojson', 'bytes'],
    ['reduce range(60) as $x (1; [., .]) | flatten', 'operations'],
    ['reduce range(60) as $x (1; [., .]) | [..] | length', 'operations'],
    ['reduce range(60) as $x (1; [., .]) | walk(.)', 'operations'],
    ['reduce range(60) as $x (1; [., .]) | . < [.[0], .[1]]', 'operations'],
    ['reduce range(60) as $x (1; [., .]) | contains([.[0], .[1]])', 'operations'],
    ['reduce range(9000) as $x (1; [.])', 'depth'],
    ['reduce range(9000) as $x (1; [.]) | tojson', 'depth'],
    ['reduce range(9000) as $x (1; [.]) | . < [.]', 'depth'],
    ['setpath([range(20000) | tostring]; 1)', 'depth'],
    ['.[1e8] = 1', 'bytes'],
    ['"a" * 1e6 | [., .] | map(explode | length)', 'bytes'],
    ['[range(1e4)] | [.[] as $x | index($x)] | length', 'operations'],
    ['range(200)', 'outputs'],
    ['"x" * 20000', 'outputBytes'],
    ['"a" * 2e6 | test("(a*)*b")', 'operations'],
  ])('%s', (source, limit) => {
    const outcome = outcomeOf(source, source.includes('2e6') ? ample : small);
    expect(outcome).toBeInstanceOf(JqLimitError);
    expect(outcome).toMatchObject({ limit });
  });

  test('at its time, too', () => {
    for (const source of ['last(range(1e12))', '"a" * 3e5 | [scan("a.*b|a")] | length', '[range(1e12) | tojson]'])
      expect(outcomeOf(source, { ...ample, operations: 1e15, bytes: 1e15, milliseconds: 20 }), source).toMatchObject({
        limit: 'milliseconds',
      });
  });
});

test('a limit is nothing that a program can catch', () => {
  for (const source of [
    'try ("x" * 1e9) catch 1',
    '(def f: 1 + f; f)?',
    '[.[]?, ("x" * 1e9)] // 1',
    'first("x" * 1e9, 1)',
  ])
    expect(outcomeOf(source, small), source).toBeInstanceOf(JqLimitError);
});

test('loops by recursion take no stack', () => {
  const count = 'def f: if . >= 50000 then . else . + 1 | f end; 0 | f';
  expect(compile(count).run(null, {}, ample)).toEqual([50_000]);
  expect(compile('last(0 | while(. < 50000; . + 1)), (0 | until(. >= 50000; . + 1))').run(null, {}, ample)).toEqual([
    49_999, 50_000,
  ]);
  expect(compile('[recurse(if . < 20000 then . + 1 else empty end)] | length').run(0, {}, ample)).toEqual([20_001]);
});

test('only the first output is computed when only that is asked for', () => {
  expect(compile('1, error("never")').first(null, {}, ample)).toBe(1);
  expect(compile('empty').first(null, {}, ample)).toBeUndefined();
  expect(compile('range(1e12)').first(null, {}, small)).toBe(0);
});

test('an error of the program carries its value', () => {
  expect(outcomeOf('error({code: 1})', ample)).toMatchObject({
    value: { code: 1 },
    message: '{"code":1} (not a string)',
  });
  expect(outcomeOf('error("text")', ample)).toMatchObject({ value: 'text', message: 'text' });
  expect(outcomeOf('error(null)', ample)).toBeInstanceOf(JqError);
});

test('the same program and input give the same answers', () => {
  const program = compile('[now, ([range(50)] | map(. * 7 % 13) | sort, unique), ({b: 1, a: 2} | tojson)]');
  expect(program.run(null, {}, ample)).toEqual(program.run(null, {}, ample));
});

describe('of an input that is trusted', () => {
  const input = { orders: [{ id: 7, text: 'x'.repeat(100) }] };
  const none: Limits = { ...ample, outputBytes: 10, trustsInput: true };
  const first = (source: string, limits = none) =>
    compile(source, { variables: ['given'] }).first(input, { given: input }, limits);

  test.each(['.', '.orders', '.orders[0]', '.["orders"] | .[0]', '$given', '$given.orders', '.none'])(
    '%s is a part, which is answered as it is',
    (source) => {
      expect(first(source)).toBe(first(source, ample));
      if (source !== '.none') expect(() => first(source, { ...none, trustsInput: false })).toThrow(JqLimitError);
    },
  );

  test.each(['{orders}', '[.]', '.orders[0:]', '.orders + []', '.orders[]', 'first(.orders)', '. as $x | [$x]'])(
    '%s makes a value, which counts',
    (source) => {
      expect(() => first(source)).toThrow(JqLimitError);
    },
  );
});

test('a number counts as many bytes as it has in JSON', () => {
  const outcome = (outputBytes: number) => outcomeOf('[1, 20, -300, 0.5, 1e300]', { ...ample, outputBytes });
  const { length } = '[1,20,-300,0.5,1e+300]';
  expect([outcome(length), outcome(length + 1)]).toEqual([expect.any(JqLimitError), [[1, 20, -300, 0.5, 1e300]]]);
});

function outcomeOf(source: string, limits: Limits): Json[] | unknown {
  try {
    return compile(source).run(null, {}, limits);
  } catch (error) {
    return error;
  }
}
