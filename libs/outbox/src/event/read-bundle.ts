import { z } from 'zod';
import type { FactOf } from '../on.ts';
import { checkedEvent } from './cloud-event.ts';
import { fromStructured } from './structured-event.ts';

const bundle = z.array(z.record(z.string(), z.unknown()));

/** The events of a workspace's bundle in order, with an error in the place of a malformed one. Throws if it is no bundle. */
export function readBundle(workspaceId: string, json: string): (FactOf<unknown> | Error)[] {
  return bundle.parse(JSON.parse(json)).map((told) => {
    try {
      return factOf(workspaceId, told);
    } catch (error) {
      return error as Error;
    }
  });
}

/** Throws if it is no CloudEvent or claims another workspace than its subject. */
function factOf(workspaceId: string, told: Readonly<Record<string, unknown>>): FactOf<unknown> {
  const { event, data } = fromStructured(told);
  const { id, type, source, time, recordedtime: recordedTime, subject, workspaceid } = checkedEvent(event);
  if (workspaceid !== workspaceId) throw new Error(`the event ${id} claims another workspace than its subject`);
  const { attributes, inBase64 } = event;
  return { id, type, source, time, recordedTime, workspaceId, subject, attributes, inBase64, data };
}
