import { consume } from '@mesh/outbox/consume';
import type { Consuming } from '@mesh/outbox/handle/handle-message';
import { type FactOf, onEvery } from '@mesh/outbox/on';
import type { Schema, Trx } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { insertHeard } from './event-store.ts';

const others = ['gateway', 'credentials', 'plugins', 'vectors'] as const;
type Needs = Pick<Consuming<Schema>, 'db' | 'bus' | 'log'> & { readonly onHeard: () => void };

/** Stores the events of other services, so that tasks and schedules can wait for them, until disposed. */
export function hearMeshEvents({ onHeard, ...needs }: Needs): AsyncDisposable {
  const hearing = new AsyncDisposableStack();
  for (const service of others) {
    const handler = onEvery<Schema>(async (trx, fact) => {
      await keep(trx, fact);
      onHeard();
    }, service);
    hearing.use(consume({ ...needs, service: 'workflows', name: `listen-${service}`, handlers: [handler] }));
  }
  return hearing;
}

async function keep(trx: Trx, { workspaceId, id, source, type, time, subject, data }: FactOf<unknown>) {
  const event = { specversion: '1.0', id, source, type, time, ...(subject && { subject }), data } as CloudEvent;
  await insertHeard(trx, workspaceId, [event]);
}
