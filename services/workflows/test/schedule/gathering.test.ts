import { expect, test } from 'vitest';
import { isEnough } from '../../src/interpreter/consumption.ts';
import { compileConsumption } from '../../src/plan/compile/compile-consumption.ts';
import { gather, givingWay, MOST_GATHERED } from '../../src/schedule/gathering.ts';
import type { Collected } from '../../src/schedule/schedule-tables.ts';

const filter = (type: string, correlate: Record<string, { from: string }> = { pair: { from: '.data.pair' } }) => ({
  with: { type },
  correlate,
});
const correlated = compileConsumption({ all: [filter('a'), filter('b')] }, []);
let sent = 0;
const event = (type: string, pair: unknown = 0) => ({ id: `${++sent}`, source: '/a', type, data: { pair } }) as never;
/** What events start, each by the pairs that it brings. */
function startsOf(plan: typeof correlated, events: readonly never[], open: Collected[] = []) {
  return events.flatMap((one) => {
    const collected = gather(plan, open, one, 0);
    if (!collected || !isEnough(plan, collected.consumption)) return [];
    open.splice(open.indexOf(collected), 1);
    return [collected.events.map(({ data }) => (data as { pair: number }).pair)];
  });
}

test('events of several values that come mixed start an execution for each', () => {
  const mixed = [event('a', 1), event('b', 2), event('a', 3), event('a', 2), event('b', 3), event('b', 1)];
  expect(startsOf(correlated, mixed)).toEqual([
    [2, 2],
    [3, 3],
    [1, 1],
  ]);
});

test('an event that has its like already is for no other start', () => {
  const open: Collected[] = [];
  expect(startsOf(correlated, [event('a', 1), event('a', 1), event('b', 1), event('b', 1)], open)).toEqual([[1, 1]]);
  expect(open).toHaveLength(1);
});

test('objects are the same value in whatever order their members stand; what was begun before goes on as they were written', () => {
  const [one, other] = [event('a', { x: 1, y: 2 }), event('b', { y: 2, x: 1 })];
  expect(startsOf(correlated, [one, other])).toHaveLength(1);
  const begun = { seen: {}, taken: ['/a 0'], fitted: [0], fittedUntil: [], keys: { pair: '{"y":2,"x":1}' } };
  expect(startsOf(correlated, [other], [{ consumption: begun, events: [one] }])).toHaveLength(1);
});

test('without correlations all events are for one start', () => {
  const plain = compileConsumption({ all: [filter('a', {}), filter('b', {})] }, []);
  const open: Collected[] = [];
  expect(startsOf(plain, [event('a', 1), event('a', 2), event('b', 3)], open)).toEqual([[1, 3]]);
  expect(open).toEqual([]);
});

test('an event gives its filter to one that fits no other, also where the first was kept by a version that did not note what it fits', () => {
  const overlapping = compileConsumption({ all: [filter('a|b', {}), filter('a', {})] }, []);
  const [first, second, third] = [event('a', 1), event('b', 2), event('a', 3)];
  const open: Collected[] = [];
  gather(overlapping, open, first, 0);
  const kept = JSON.parse(JSON.stringify(open)) as Collected[];
  expect(startsOf(overlapping, [second], kept)).toEqual([[1, 2]]);
  for (const { consumption } of open) delete consumption.choices;
  expect(startsOf(overlapping, [second, third], open)).toEqual([[1, 3]]);
});

test('filters look at an event once, for however many starts', () => {
  let looks = 0;
  const [first, second] = correlated.filters;
  const looking = { ...first, attributes: [{ name: 'type', fits: () => ++looks > 0 && false }] } as typeof second;
  const plan = { ...correlated, filters: [looking, second] as never };
  const open: Collected[] = [];
  for (let pair = 0; pair < 10; pair++) gather(plan, open, event('b', pair), 0);
  expect([open.length, looks]).toEqual([10, 10]);
});

test('the oldest give way where there are too many, or too large ones', () => {
  const gathered = (pad = '') => ({ consumption: {}, events: [event('a', pad)] }) as unknown as Collected;
  const many = Array.from({ length: MOST_GATHERED + 2 }, () => gathered());
  const [first, second] = many;
  expect(givingWay(many)).toEqual([first, second]);
  const large = 'x'.repeat(20 * 1_024 * 1_024);
  const open = [gathered(large), gathered(large)];
  const [oldest, newest] = open;
  expect([givingWay(open), open]).toEqual([[oldest], [newest]]);
});
