import type { Trx } from '../db/schema.ts';
import { isFor } from '../interpreter/consumption.ts';
import { type Behind, behind, type Recent, recent, setCaughtUp } from './catch-up-store.ts';
import { filterOf } from './filter-of.ts';
import { expectedFor } from './listening.ts';
import type { MatchNeeds, Round } from './match-events.ts';
import { callListeners, type Overheard } from './match-store.ts';
import { SlowFilters } from './slow-filters.ts';

/** An event this much older than its listener still reaches it. */
const BEFORE_MS = 600_000;
const MOST_LISTENERS = 500;
/** Of a busy type only the newest events are considered. */
const MOST_RECENT = 1_000;

/** Matches new listeners with the events of the minutes before them. True if there may be more. */
export function catchUp({ db, strategyAt, now }: MatchNeeds): Promise<boolean> {
  return db.asSystem(async (trx) => {
    const listeners = await behind(trx, MOST_LISTENERS);
    if (listeners.length === 0) return false;
    const slow = new SlowFilters();
    for (const group of Map.groupBy(listeners, ({ workspaceId, type }) => `${workspaceId} ${type}`).values())
      await callListeners(trx, await overheardBy(trx, { strategyAt, slow, at: now() }, group));
    await setCaughtUp(trx, listeners);
    return listeners.length === MOST_LISTENERS;
  });
}

async function overheardBy(trx: Trx, { strategyAt, slow, at }: Round, group: readonly Behind[]): Promise<Overheard[]> {
  const [first] = group;
  if (!first) return [];
  const earliest = new Date(Math.min(...group.map(({ since }) => since.getTime())) - BEFORE_MS);
  const events = await recent(trx, first, earliest, MOST_RECENT);
  const found: Overheard[] = [];
  const places = Map.groupBy(group, ({ workflowId, pointer, filter }) => `${workflowId} ${pointer} ${filter}`);
  for (const there of events.length === 0 ? [] : places.values()) {
    const filter = there[0] && (await filterOf(strategyAt, there[0]));
    if (!filter) continue;
    const { workspaceId } = first;
    const byExpected = new Map<string | null, Recent[]>();
    for (const heard of events) {
      if (slow.isLate) await slow.rest();
      for (const expected of slow.evaluate(workspaceId, [''], () => expectedFor(filter, heard.event)) ?? [null]) {
        const alike = byExpected.get(expected);
        if (alike) alike.push(heard);
        else byExpected.set(expected, [heard]);
      }
    }
    for (const { owner, frame, expects, seen, since } of there)
      for (const { event, position, heardAt } of byExpected.get(expects) ?? []) {
        if (heardAt.getTime() <= since.getTime() - BEFORE_MS) continue;
        if (slow.isLate) await slow.rest();
        if (!slow.evaluate(workspaceId, false, () => isFor(filter, event, seen ?? {}, at))) continue;
        found.push({ owner, frame, place: position, workspaceId, early: heardAt.getTime() < since.getTime() });
      }
  }
  return found;
}
