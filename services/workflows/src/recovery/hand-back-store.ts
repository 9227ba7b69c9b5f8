import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Stance } from '../engine/stance.ts';

/** State of an execution that a process releases. `wakeInMs`: when somebody is to take it up again. */
export type Left = Partial<Stance> & { readonly wakeInMs?: number | undefined };

/** Releases an execution of this process. If a request is pending, it is due at once. */
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

/** Releases these executions of a process for the next one that looks. */
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
