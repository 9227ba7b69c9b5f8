import { hash } from 'node:crypto';
import { noSuch } from '@mesh/contracts/id';
import { sql } from 'kysely';
import type { HookRow, Trx } from '../db/schema.ts';

const KEPT = sql.lit('24 hours');

export type Call = {
  readonly hook: Pick<HookRow, 'id' | 'workspaceId'>;
  /** Identifies the message. */
  readonly message: string;
};
export type Noted = { readonly executionId: string; readonly isStarted: boolean };

/**
 * Records a message with the execution that it is to start, or returns the one recorded before. Throws `not-found` for a hook
 * that was deleted since it was looked up.
 */
export async function noteCall(trx: Trx, call: Call, executionId: string): Promise<Noted> {
  const { hook, message } = call;
  const { rows } = await sql<Noted>`
    insert into hook_call as c (hook_id, message, workspace_id, execution_id)
    select id, ${digestOf(message)}, workspace_id, ${executionId} from hook where id = ${hook.id} for key share
    on conflict (hook_id, message) do update set execution_id = c.execution_id
    returning execution_id, started_at is not null as is_started`.execute(trx);
  const [noted] = rows;
  if (!noted) throw noSuch('hook');
  return noted;
}

export async function noteStarted(trx: Trx, { hook, message }: Call): Promise<void> {
  await sql`
    update hook_call set started_at = now()
    where hook_id = ${hook.id} and message = ${digestOf(message)} and started_at is null`.execute(trx);
}

/** Deletes messages older than a day. */
export async function sweepCalls(trx: Trx): Promise<void> {
  await sql`delete from hook_call where received_at < now() - interval ${KEPT}`.execute(trx);
}

function digestOf(message: string): Buffer {
  return hash('sha256', message, 'buffer');
}
