import { expect, test } from 'vitest';
import type { Measured } from './measure.ts';
import { middleOf, tableOf } from './table.ts';

const engine = (workflows: number, ms: number, cpu: Record<string, number>): Measured => ({
  busy: { took: Array.from({ length: workflows }, () => ms), seconds: 2 },
  alone: { took: [ms / 2], seconds: 2 },
  cpu: new Map(Object.entries(cpu)),
  othersCores: 0.25,
});

test('rates stand beside the one of the baseline, and CPU is told for each workflow and by program', () => {
  const slow = engine(100, 20, { postgres: 0.4, node: 1, idle: 0.001 });
  const quick = engine(1_000, 4, { engine: 0.5 });
  const rows = tableOf(new Map(Object.entries({ slow, quick })), 50)
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
  expect(rows[2]?.slice(1, -1)).toEqual([
    ...['slow', '50', '1.0', '20.0', '20.0', '10.0', '10.0', '14.01', '0.25'],
    'node 10.00, postgres 4.00',
  ]);
  expect(rows[3]?.slice(1, -1)).toEqual([
    ...['quick', '500', '10.0', '4.0', '4.0', '2.0', '2.0', '0.50', '0.25'],
    'engine 0.50',
  ]);
});

test('all rows are as wide as each other', () => {
  const lengths = tableOf(new Map([['one', engine(10, 1, { node: 1 })]]), 5)
    .split('\n')
    .map((row) => row.length);
  expect(new Set(lengths).size).toBe(1);
});

test('of several rounds the one in the middle counts', () => {
  const rounds = [300, 100, 200].map((workflows) => engine(workflows, 1, {}));
  expect(middleOf(rounds)).toBe(rounds[2]);
  expect(middleOf(rounds.slice(0, 2))).toBe(rounds[1]);
  expect(middleOf([])).toBeUndefined();
});
