import type { Generated, Transaction } from 'kysely';
import type { Externals } from './externals-of.ts';

type ExternalTable = {
  workspaceId: string;
  workflowId: string;
  uri: string;
  digest: string;
  /** JSON as text where it is written. */
  content: unknown;
  fetchedAt: Generated<Date>;
};
export type ExternalTables = { externalResource: ExternalTable };
export type Fetched = Pick<ExternalTable, 'uri' | 'digest' | 'content'>;

/** All that was fetched for a workflow, by address. */
export async function fetchedFor(trx: Transaction<ExternalTables>, workflowId: string): Promise<Externals> {
  const rows = await trx
    .selectFrom('externalResource')
    .select(['uri', 'content'])
    .where('workflowId', '=', workflowId)
    .execute();
  return new Map(rows.map(({ uri, content }) => [uri, content]));
}

/** Keeps what was fetched. What is there already stays as it is. */
export async function keepFetched(
  trx: Transaction<ExternalTables>,
  of: Pick<ExternalTable, 'workspaceId' | 'workflowId'>,
  fetched: readonly Fetched[],
): Promise<void> {
  const rows = fetched.map(({ content, ...one }) => ({ ...of, ...one, content: JSON.stringify(content) }));
  await trx
    .insertInto('externalResource')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
