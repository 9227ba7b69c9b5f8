import { id } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Transaction } from 'kysely';
import type { DefinitionTables } from './definition-tables.ts';
import { findLatest, missing, type WorkflowRow, workflowWithId } from './workflow-store.ts';

const workflowId = id('wf');

/**
 * The workflow that may be started as `reference`: an id, or `namespace/name` for the latest active version. Throws
 * `not-found`, and `unprocessable` for the id of one that is archived.
 */
export async function findWorkflow(trx: Transaction<DefinitionTables>, reference: string): Promise<WorkflowRow> {
  if (!workflowId.safeParse(reference).success) {
    const [namespace = '', name = '', ...rest] = reference.split('/');
    if (rest.length > 0) missing(reference);
    return (await findLatest(trx, { namespace, name })) ?? missing(reference);
  }
  const found = await workflowWithId(trx, reference);
  if (found.archivedAt === null) return found;
  throw new MeshError('unprocessable', `the workflow ${reference} is archived and starts no more`);
}
