import { endings } from '../work/endings.ts';
import { type Call, type CallOf, isBefore, of } from './call.ts';

/**
 * The errors in a history of executions that clients start, signal and read; the last read of each is after everything has come
 * to rest.
 */
export function checkExecutions(history: readonly Call[]): string[] {
  const done = history.filter(({ outcome }) => outcome === 'done');
  const starts = new Map(of(history, 'start').map((start) => [start.item, start]));
  const byWorkflow = Map.groupBy(starts.values(), ({ workflow }) => workflow);
  const signals = Map.groupBy(of(history, 'signal'), ({ item }) => item);
  const gets = Map.groupBy(of(done, 'get'), ({ id }) => id);
  const accepted = [...starts.values()].filter(({ outcome }) => outcome === 'done');
  const isSignalled = (item: string) => signals.get(item)?.some(({ outcome }) => outcome === 'done') ?? false;
  return [
    ...accepted.flatMap((start) => checkGets(start, gets.get(start.id) ?? [], isSignalled(start.item))),
    ...of(done, 'get').flatMap((get) => checkValue(get, signals)),
    ...of(done, 'all').flatMap((all) => checkAll(all, byWorkflow.get(all.workflow) ?? [])),
    ...checkOnce(of(done, 'all')),
    ...[...Map.groupBy(of(done, 'journal'), ({ id }) => id).values()].flatMap(checkJournals),
  ];
}

/** An accepted execution is found, and an ended one does not change. */
function checkGets(start: CallOf<'start'>, gets: readonly CallOf<'get'>[], isSignalled: boolean): string[] {
  const { id, item } = start;
  const inOrder = gets.toSorted((one, other) => one.began - other.began);
  const missed = inOrder.filter((get) => isBefore(start, get) && !get.shown);
  const end = inOrder.find(({ shown }) => endings.has(shown?.status ?? ''));
  const changed = inOrder.filter(
    (get) => end && isBefore(end, get) && JSON.stringify(get.shown) !== JSON.stringify(end.shown),
  );
  const last = inOrder.at(-1)?.shown;
  return [
    ...missed.map(() => `${id} was accepted and not found`),
    ...inOrder.flatMap(({ shown }) => (shown && shown.item !== item ? [`${id} is ${shown.item}, not ${item}`] : [])),
    ...changed.map(({ shown }) => `${id} was ${end?.shown?.status} and then ${shown?.status}`),
    ...(isSignalled && last?.status !== 'completed' ? [`${id} was signalled and is ${last?.status} at last`] : []),
  ];
}

/** Its event is one that a client sent. */
function checkValue({ id, shown }: CallOf<'get'>, signals: ReadonlyMap<string, CallOf<'signal'>[]>): string[] {
  if (shown?.value === undefined) return [];
  const said = signals.get(shown.item)?.filter(({ outcome }) => outcome !== 'refused') ?? [];
  return said.some(({ value }) => value === shown.value) ? [] : [`${id} has heard ${shown.value} from nobody`];
}

/** A list contains all executions accepted before, and none that nobody started. */
function checkAll(all: CallOf<'all'>, starts: readonly CallOf<'start'>[]): string[] {
  const ids = new Set(all.items.map(({ id }) => id));
  const missing = starts.filter((start) => start.outcome === 'done' && isBefore(start, all) && !ids.has(start.id));
  const started = new Set(starts.flatMap(({ item, outcome }) => (outcome === 'refused' ? [] : [item])));
  const strange = all.items.filter(({ item }) => !started.has(item));
  return [
    ...missing.map(({ id }) => `${id} was accepted and is not among all of ${all.workflow}`),
    ...strange.map(({ id, item }) => `${id} is ${item}, which nobody has started`),
  ];
}

/** Requests under one key begin one execution. */
function checkOnce(alls: readonly CallOf<'all'>[]): string[] {
  const ids = new Map<string, Set<string>>();
  for (const { id, item } of alls.flatMap(({ items }) => items)) ids.set(item, (ids.get(item) ?? new Set()).add(id));
  return [...ids].flatMap(([item, { size }]) => (size > 1 ? [`${item} has begun ${size} times`] : []));
}

/** Numbers are gap-free from 1; entries stay, and more may follow. */
function checkJournals(journals: readonly CallOf<'journal'>[]): string[] {
  const inOrder = journals.toSorted((one, other) => one.began - other.began);
  const gaps = inOrder.filter(({ entries }) => entries.some(({ seq }, place) => seq !== place + 1));
  const changed = inOrder.filter((journal, place) => {
    const before = inOrder.slice(0, place).findLast((one) => isBefore(one, journal));
    return before?.entries.some(({ type }, at) => journal.entries[at]?.type !== type);
  });
  return [
    ...gaps.map(({ id, entries }) => `the journal of ${id} has a gap: ${entries.map(({ seq }) => seq)}`),
    ...changed.map(({ id }) => `the journal of ${id} has changed`),
  ];
}
