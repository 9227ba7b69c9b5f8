// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, isCut } from '../../src/interpreter/advance.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import { newState } from '../../src/interpreter/state.ts';
import type { Append, JournalRow } from '../../src/journal/append.ts';
import { BEGAN, planOf, tasks } from '../simulation.ts';
import { endIn, engineAlone } from './engine-alone.ts';

const plan = planOf(
  tasks(`
  - count: {set: {n: 0}}
  - each:
      for: {in: "[range(12)]"}
      do:
        - add: {set: {n: "\${ .n + $item }"}}
        - odd: {if: "$item % 2 == 1", set: {n: "\${ .n * 3 }"}}
  - both:
      fork: {branches: [{left: {do: [{a: {set: {n: "\${ .n + 1 }"}}}, {b: {set: {n: "\${ .n + 1 }"}}}]}}, {right: {set: {n: 1}}}]}
  - caught:
      try: [{sum: {set: {n: "\${ .[0].n + .[1].n }"}}}, {fail: {raise: {error: {type: https://a.example/no, status: 400}}}}]
      catch: {do: [{after: {set: {n: 7, tries: 1}}}]}
  - loop: {set: {n: "\${ .n + 1 }", tries: "\${ .tries + 1 }"}}
  - again: {switch: [{more: {when: .tries < 9, then: loop}}, {enough: {then: end}}]}`),
);
type Row = { readonly happening: Happening; readonly entries: string };

/** Lives to the end; `isLate` is asked after each step. Returns the journal's rows, and how it ends. */
function live(isLate: () => boolean) {
  const state = newState('exe_1', plan);
  const rows: Row[] = [];
  for (let happening: Happening | undefined = { kind: 'started', input: {} }; happening; ) {
    const { entries, lateAfter } = advance(state, happening, BEGAN, isLate);
    expect(entries.length).toBeGreaterThan(0);
    rows.push({
      happening: lateAfter ? { ...happening, steps: lateAfter } : happening,
      entries: JSON.stringify(entries),
    });
    happening = isCut(state) ? { kind: 'went-on' } : undefined;
  }
  return { rows, end: state.ended };
}

test('wherever turns are cut since they are late, an execution ends alike, and its journal tells the same again', () => {
  const whole = live(() => false);
  expect(whole.rows).toHaveLength(1);
  expect(whole.end).toMatchObject({ status: 'completed' });
  fc.assert(
    fc.property(fc.infiniteStream(fc.boolean()), (late) => {
      const { rows, end } = live(() => late.next().value === true);
      expect(end).toEqual(whole.end);
      const state = newState('exe_1', plan);
      for (const { happening, entries } of rows)
        expect(JSON.stringify(advance(state, JSON.parse(JSON.stringify(happening)), BEGAN).entries)).toBe(entries);
      expect(state.ended).toEqual(whole.end);
    }),
    { numRuns: 200 },
  );
});

test('a turn that is late at every step is cut at every step', () => {
  const { rows, end } = live(() => true);
  expect(rows.length).toBeGreaterThan(50);
  expect(end).toMatchObject({ status: 'completed' });
});

test('expressions that take their time are worked off in portions, between which others have their turn', async () => {
  const slow = planOf(
    tasks('  - each: {for: {in: "[range(200)]"}, do: [{add: {set: {n: "${ [range(20000)] | length }"}}}]}'),
  );
  const rows: JournalRow[] = [];
  const append = async (one: Append) => {
    rows.push(...one.rows);
    return 'done' as const;
  };
  const end = await endIn(engineAlone({ journal: { depth: 0, append }, clock: { now: () => BEGAN } }), slow);
  expect(end).toMatchObject({ status: 'completed', output: { n: 20_000 } });
  expect(rows.some(({ happening }) => happening.includes('"steps":'))).toBe(true);
  const state = newState('exe_1', slow);
  for (const { happening } of rows) advance(state, JSON.parse(happening), BEGAN);
  expect(state.ended).toMatchObject({ status: 'completed' });
});
