import { bundledSubject, workspaceOf } from '@mesh/contracts/subjects';
import { z } from 'zod';
import type { FactOf } from './on.ts';
import { fromStructured } from './structured-event.ts';

const bundle = z.array(z.record(z.string(), z.unknown()));

/** The events of a bundle, in order. Throws where it is none, or where one claims another workspace than its subject. */
export function readBundle(subject: string, payload: string): FactOf<unknown>[] {
  const workspaceId = workspaceOf(bundledSubject(subject) ?? '');
  if (!workspaceId) throw new Error('it is not the subject of a bundle');
  return bundle.parse(JSON.parse(payload)).map((told) => {
    const { event, data = null } = fromStructured(told);
    const { id, type, source, time, recordedtime: recordedTime, subject: about, attributes } = event;
    if (event.workspaceid !== workspaceId) throw new Error(`the event ${id} claims another workspace than its subject`);
    return { id, type, source, time, recordedTime, workspaceId, subject: about, attributes, data };
  });
}
