import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { parseFilter } from '../src/filter/parse-filter.ts';

function faultOf(filter: unknown): { pointer: string; message: string } | undefined {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'invalid') return error.errors?.[0];
    throw error;
  }
  return undefined;
}

function nested(levels: number): unknown {
  return levels === 0 ? { a: 1 } : { $and: [nested(levels - 1)] };
}

test('a field with a value means equality', () => {
  expect(parseFilter({ lang: 'en' })).toEqual({ kind: 'equals', field: 'lang', value: 'en' });
});

test('several fields and several operators all hold', () => {
  const both = [
    { kind: 'compare', field: 'year', comparison: '>=', value: 2024 },
    { kind: 'compare', field: 'year', comparison: '<', value: 2026 },
  ];
  expect(parseFilter({ draft: false, year: { $gte: 2024, $lt: 2026 } })).toEqual({
    kind: 'all',
    conditions: [
      { kind: 'equals', field: 'draft', value: false },
      { kind: 'all', conditions: both },
    ],
  });
});

test('an empty filter holds for everything', () => {
  expect(parseFilter({})).toEqual({ kind: 'all', conditions: [] });
});

test.each([
  [{ a: { $where: 'this.a' } }, '/body/filter/a/$where'],
  [{ $where: '1 = 1' }, '/body/filter/$where'],
  [{ a: { $regex: '.*' } }, '/body/filter/a/$regex'],
  [{ "a') or true --": 1 }, "/body/filter/a') or true --"],
  [{ 'a/b': 1 }, '/body/filter/a~1b'],
  [{ Title: 1 }, '/body/filter/Title'],
  [{ a: {} }, '/body/filter/a'],
  [{ a: [1] }, '/body/filter/a'],
  [{ a: { $in: 'x' } }, '/body/filter/a/$in'],
  [{ a: { $in: [{}] } }, '/body/filter/a/$in/0'],
  [{ a: { $exists: 'yes' } }, '/body/filter/a/$exists'],
  [{ a: { $gt: null } }, '/body/filter/a/$gt'],
  [{ a: { $gt: Number.POSITIVE_INFINITY } }, '/body/filter/a/$gt'],
  [{ a: 'nul\0' }, '/body/filter/a'],
  [{ a: '\ud800' }, '/body/filter/a'],
  [{ $and: [] }, '/body/filter/$and'],
  [{ $or: { a: 1 } }, '/body/filter/$or'],
  [{ $not: [{ a: 1 }] }, '/body/filter/$not'],
  [[{ a: 1 }], '/body/filter'],
  [null, '/body/filter'],
])('%j is refused at the place that is wrong', (filter, pointer) => {
  expect(faultOf(filter)?.pointer).toBe(pointer);
});

test('64 conditions are taken and more are refused', () => {
  const conditions = (count: number) => ({ $or: Array.from({ length: count }, (_, value) => ({ a: value })) });
  expect(faultOf(conditions(64))).toBeUndefined();
  expect(faultOf(conditions(65))?.message).toMatch(/at most 64/);
  expect(faultOf({ $and: [conditions(40), conditions(40)] })?.message).toMatch(/at most 64/);
  expect(faultOf(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, 1])))?.message).toMatch(/64/);
});

test('seven nested lists are taken and fifty, or fifty thousand, are refused', () => {
  expect(faultOf(nested(7))).toBeUndefined();
  expect(faultOf(nested(50))?.message).toMatch(/levels/);
  let deep: unknown = { a: 1 };
  for (let level = 0; level < 50_000; level += 1) deep = { $not: deep };
  expect(faultOf(deep)?.message).toMatch(/levels/);
});
