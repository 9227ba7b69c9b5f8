import { eventSubject, type MeshEvent } from '@mesh/contracts/event';
import {
  eventEmitted,
  executionCancelled,
  executionCompleted,
  executionFaulted,
  executionStarted,
} from '@mesh/contracts/workflows-events';
import type { Lifecycle } from '../definition/lifecycle.ts';
import type { About } from '../execution/about.ts';
import type { Told } from '../journal/append.ts';
import { isLong } from '../payload/size.ts';
import type { Texts } from '../payload/texts.ts';
import { lifecycleEvents } from './lifecycle-events.ts';
import type { Loaded } from './loaded.ts';
import type { Taken } from './take-in.ts';

/**
 * The events to publish for what was taken in. Start and end of an execution are published once: as lifecycle events of the
 * DSL, or as the mesh's own if those are turned off.
 */
export function toldOf(loaded: Loaded, taken: readonly Taken[], level: Lifecycle, texts: Texts): Told[] {
  const { about } = loaded;
  const begins = taken.some(({ happening: { kind } }) => kind === 'started' || kind === 'forked');
  const emitted = taken.flatMap((one) => emittedBy(about, one, texts));
  if (level === 'none')
    return [
      ...(begins ? [inOwnWords(about, executionStarted, 'started', {}, texts)] : []),
      ...emitted,
      ...endTold(loaded, texts),
    ];
  const events = taken.flatMap(({ turn: { at, entries, early, open, left }, seq }) =>
    lifecycleEvents(about, { seq, at, entries, early, open, left }, level, loaded.state.plan, texts),
  );
  const first = begins ? 1 : 0;
  return [...events.slice(0, first), ...emitted, ...events.slice(first)];
}

/** Events that the workflow emits: with the user's id, type and source, on the mesh's subject for them. */
function emittedBy({ workspaceId }: About, { turn }: Taken, texts: Texts): Told[] {
  const subject = eventSubject(eventEmitted, workspaceId);
  return turn.emitted.map(({ id, type, source, subject: about, attributes, data }) => ({
    id,
    isEmitted: true,
    subject,
    type,
    source,
    about,
    attributes: Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : undefined,
    data: data === undefined ? undefined : texts.of(data),
  }));
}

function endTold({ about, state: { ended, retries } }: Loaded, texts: Texts): Told[] {
  if (!ended) return [];
  const nth = retries > 0 ? `-${retries}` : '';
  if (ended.status === 'completed')
    return [inOwnWords(about, executionCompleted, `completed${nth}`, { output: ended.output }, texts)];
  if (ended.status === 'faulted')
    return [inOwnWords(about, executionFaulted, `faulted${nth}`, { error: ended.error }, texts)];
  return [inOwnWords(about, executionCancelled, `cancelled${nth}`, {}, texts)];
}

function inOwnWords(
  { id, workspaceId, ...workflow }: About,
  event: MeshEvent,
  verb: string,
  more: object,
  texts: Texts,
): Told {
  const { workflowId, namespace, name, version } = workflow;
  const data = { executionId: id, workflow: { id: workflowId, namespace, name, version } };
  const whole = texts.of({ ...data, ...more }, 1);
  return {
    id: `${id}-${verb}`,
    isEmitted: false,
    subject: eventSubject(event, workspaceId),
    type: event.type,
    source: `/services/${event.service}`,
    about: id,
    data: isLong(whole) ? JSON.stringify(data) : whole,
  };
}
