import { id } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Trx } from '../db/schema.ts';
import { findLatest, missing, type WorkflowRow, workflowWithId } from './workflow-store.ts';

const workflowId = id('wf');

/** The workflow that `reference` names: an id, or `namespace/name` for the latest active version. Throws `not-found`. */
export async function findWorkflow(trx: Trx, reference: string): Promise<WorkflowRow> {
  if (workflowId.safeParse(reference).success) return workflowWithId(trx, reference);
  const [namespace = '', name = '', ...rest] = reference.split('/');
  if (rest.length > 0) missing(reference);
  return (await findLatest(trx, { namespace, name })) ?? missing(reference);
}

/** As `findWorkflow`, to start it. Throws `unprocessable` for the id of one that is archived. */
export async function findStartable(trx: Trx, reference: string): Promise<WorkflowRow> {
  const found = await findWorkflow(trx, reference);
  if (found.archivedAt === null) return found;
  throw new MeshError('unprocessable', `the workflow ${reference} is archived and starts no more`);
}
