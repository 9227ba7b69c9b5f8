import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Stance } from '../engine/stance.ts';

/** How an execution stands of which a process lets go. `wakeInMs`: after so long somebody takes it up again. */
export type Left = Partial<Stance> & { readonly wakeInMs?: number | undefined };

/** Lets go of an execution of this process. Who has asked something of it meanwhile finds it due. */
export async function handBack(
  db: Database<Schema>,
  worker: string,
  executionId: string,
  left: Left = {},
): Promise<void> {
  const { status, wakeAt, wakeInMs } = left;
  const later = sql`now() + ${wakeInMs ?? null}::float8 * interval '1 millisecond'`;
  await db.asSystem((trx) =>
    sql`update execution set worker = null,
        status = case when ended_at is null then coalesce(${status ?? null}, status) else status end,
        wake_at = case when asked is null and not called then coalesce(${wakeAt ?? null}::timestamptz, ${later}) else now() end
      where id = ${executionId} and worker = ${worker}`.execute(trx),
  );
}

/** Lets go of these executions of a process, for whoever looks next. */
export async function handBackAll(
  db: Database<Schema>,
  worker: string,
  executionIds: readonly string[],
): Promise<void> {
  await db.asSystem((trx) =>
    sql`update execution set worker = null, wake_at = now()
      where id = any(${executionIds}::text[]) and worker = ${worker}`.execute(trx),
  );
}
