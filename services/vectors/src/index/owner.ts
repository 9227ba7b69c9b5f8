import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';

/** The connection that maintenance needs. */
export type OwnerClient = {
  query<R extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<{ rows: R[] }>;
};

/** Runs `work` on a connection as the login user, who owns the tables and may create indexes. */
export async function asOwner<T>(
  owner: Pick<Database<Schema>, 'pool'>,
  work: (client: OwnerClient) => Promise<T>,
): Promise<T> {
  const client = await owner.pool.connect();
  try {
    await client.query('reset role');
    return await work(client);
  } finally {
    client.release(true); // its role and settings are not those of a request
  }
}
