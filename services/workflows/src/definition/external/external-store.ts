import type { Trx } from '../../db/schema.ts';
import type { ExternalResourceTable } from '../definition-tables.ts';
import type { Externals } from './externals-of.ts';

export type Fetched = Pick<ExternalResourceTable, 'uri' | 'digest' | 'content'>;

/** Everything fetched for a workflow, by address. */
export async function fetchedFor(trx: Trx, workflowId: string): Promise<Externals> {
  const rows = await trx
    .selectFrom('externalResource')
    .select(['uri', 'content'])
    .where('workflowId', '=', workflowId)
    .execute();
  return new Map(rows.map(({ uri, content }) => [uri, content]));
}

/** Stores fetched resources. Existing ones stay as they are. */
export async function keepFetched(
  trx: Trx,
  of: Pick<ExternalResourceTable, 'workspaceId' | 'workflowId'>,
  fetched: readonly Fetched[],
): Promise<void> {
  const rows = fetched.map(({ content, ...one }) => ({ ...of, ...one, content: JSON.stringify(content) }));
  await trx
    .insertInto('externalResource')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
