import type { Transaction } from 'kysely';
import type { DefinitionTables } from './definition-tables.ts';
import type { ReadDocument } from './read-document.ts';

/** What a workflow says, archived or not: its executions go on. */
export function findDocument(trx: Transaction<DefinitionTables>, id: string): Promise<ReadDocument | undefined> {
  return trx.selectFrom('workflow').select(['document', 'digest']).where('id', '=', id).executeTakeFirst();
}
