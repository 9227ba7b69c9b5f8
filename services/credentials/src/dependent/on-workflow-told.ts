import { workflowArchived, workflowCreated } from '@mesh/contracts/workflows-events';
import { type FactHandler, on } from '@mesh/outbox/on';
import type { Schema } from '../db/schema.ts';
import { keepDependent } from './dependent-store.ts';

/** Records which workflows exist and which secrets they use. */
export function onWorkflowTold(): FactHandler<Schema>[] {
  return [workflowCreated, workflowArchived].map((event) =>
    on<Schema, typeof event.data>(event, async (trx, { workspaceId, time: toldAt, data }) => {
      const { workflowId, namespace, name, version, secrets = [] } = data;
      const archived = event === workflowArchived;
      await keepDependent(trx, { workspaceId, workflowId, namespace, name, version, secrets, archived, toldAt });
    }),
  );
}
