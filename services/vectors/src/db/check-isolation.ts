import type { Database } from '@mesh/database/database';
import type { Schema } from './schema.ts';

/** Checks row-level security: a workspace that does not exist sees nothing. Rejects if it sees a row. */
export async function checkIsolation(db: Database<Schema>): Promise<void> {
  await db.inWorkspace('ws_canary', async (trx) => {
    for (const table of ['collection', 'point'] as const) {
      const seen = await trx.selectFrom(table).select('id').limit(1).executeTakeFirst();
      if (seen) throw new Error(`row-level security does not hold on ${table}`);
    }
  });
}
