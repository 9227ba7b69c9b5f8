import { bundledSubject, workspaceOf } from '@mesh/contracts/subjects';
import { z } from 'zod';
import { checkedEvent } from './cloud-event.ts';
import type { FactOf } from './on.ts';
import { fromStructured } from './structured-event.ts';

/** What an event says, by header, that is told by itself besides: the id of the bundle that it travels in. */
export const IN_BUNDLE = 'Mesh-Bundle';
const bundle = z.array(z.record(z.string(), z.unknown()));

export type ReadBundle = {
  readonly facts: readonly FactOf<unknown>[];
  /** Why others of it are none. */
  readonly refused: readonly Error[];
};

/** The events of a bundle, in order. Throws where it is none. */
export function readBundle(subject: string, payload: string): ReadBundle {
  const workspaceId = workspaceOf(bundledSubject(subject) ?? '');
  if (!workspaceId) throw new Error('it is not the subject of a bundle');
  const facts: FactOf<unknown>[] = [];
  const refused: Error[] = [];
  for (const told of bundle.parse(JSON.parse(payload)))
    try {
      facts.push(factOf(workspaceId, told));
    } catch (error) {
      refused.push(error as Error);
    }
  return { facts, refused };
}

/** Throws where it is no CloudEvent, or claims another workspace than its subject. */
function factOf(workspaceId: string, told: Readonly<Record<string, unknown>>): FactOf<unknown> {
  const { event, data } = fromStructured(told);
  const { id, type, source, time, recordedtime: recordedTime, subject, workspaceid } = checkedEvent(event);
  if (workspaceid !== workspaceId) throw new Error(`the event ${id} claims another workspace than its subject`);
  const { attributes, inBase64 } = event;
  return { id, type, source, time, recordedTime, workspaceId, subject, attributes, inBase64, data };
}
