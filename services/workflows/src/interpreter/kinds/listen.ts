import { holds } from '../../expression/expression.ts';
import type { PlanOf } from '../../plan/plan.ts';
import { identityOf, readEvent } from '../cloud-event.ts';
import { beginConsumption, correlationKeys, filtersOf, hear, isEnough } from '../consumption.ts';
import type { Frame, Listening } from '../frame.ts';
import type { Turn } from '../turn.ts';
import { iterate, keep } from './iterate.ts';
import type { Kind } from './kind.ts';
import { nextInList } from './list.ts';

/** Waits for events and outputs them as an array. With `foreach`, each runs through its tasks, one after the other. */
export const listen: Kind = {
  begin(turn, frame) {
    const { to } = planOf(frame);
    const consumption = beginConsumption(to, turn.bindings(frame), {
      isCanonical: turn.goesBy('correlation keys are canonical'),
      isHeld: turn.goesBy('a correlation expects the same in all filters'),
      isTyped: turn.goesBy('data of no type are JSON'),
      isApart:
        filtersOf(to).some(({ namesType }) => !namesType) &&
        turn.goesBy('what the mesh tells is listened for by its type'),
    });
    frame.listening = { consumption, items: [], outputs: [], isClosed: false, isBusy: false };
    turn.note('task.started', frame.task.pointer, { listen: to.filters.map(({ type }) => type ?? '*') });
    closeWhenEnough(turn, frame, frame.listening);
    goOn(turn, frame, frame.listening);
  },
  heard(turn, frame, event) {
    const { listening } = frame;
    if (!listening || listening.isClosed) return;
    const { to, read } = planOf(frame);
    const outcome = hear(to, listening.consumption, event, turn.at);
    if (outcome === 'ignored') return;
    const { heard, nextFrame } = turn.state;
    if (!heard.has(identityOf(event))) heard.set(identityOf(event), nextFrame);
    const { id, source, type } = event;
    turn.note('event.heard', frame.task.pointer, { id, source, type, ...(outcome === 'noted' && { until: true }) });
    if (outcome === 'consumed') {
      listening.items.push(readEvent(event, read));
      const keys = correlationKeys(to, listening.consumption, event, turn.at);
      if (keys) listening.keys = { ...keys, ...listening.keys };
    }
    closeWhenEnough(turn, frame, listening);
    goOn(turn, frame, listening);
  },
  childCompleted(turn, frame, child, output, then) {
    const { listening } = frame;
    const end = nextInList(turn, frame, child, output, then);
    if (!end || !listening) return;
    listening.isBusy = false;
    keep(turn, frame, listening, end.output, () => closeWhenEnough(turn, frame, listening));
    if (end.exited) return turn.complete(frame, listening.outputs);
    goOn(turn, frame, listening);
  },
};

function planOf(frame: Frame): PlanOf<'listen'> {
  return frame.task as PlanOf<'listen'>;
}

function closeWhenEnough(turn: Turn, frame: Frame, listening: Listening): void {
  const { to } = planOf(frame);
  const { items, consumption } = listening;
  if (isEnough(to, consumption)) listening.isClosed = true;
  else if (to.until && items.length > 0 && holds(to.until, items, turn.bindings(frame))) listening.isClosed = true;
}

function goOn(turn: Turn, frame: Frame, listening: Listening): void {
  iterate(turn, frame, listening, () => closeWhenEnough(turn, frame, listening));
}
