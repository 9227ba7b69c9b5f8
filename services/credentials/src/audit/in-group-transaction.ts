import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { planOnceLocally } from '@mesh/database/planned-once';
import { type Send, sendOver } from '@mesh/database/prepared';
import { translated } from '@mesh/database/translate';
import { Unreadable } from '../crypto/unreadable.ts';
import type { Schema } from '../db/schema.ts';
import { AUDIT_MS, auditUnavailable } from './audit-unavailable.ts';

type Connections = Pick<Database<Schema>, 'pool' | 'singleSession'>;

/**
 * A transaction of many read-only decisions, with prepared statements on a connection of the pool. `work` writes their audit rows
 * last. If it is not committed within 2 s, closes the connection and throws `audit-unavailable`.
 */
export async function inGroupTransaction<T>(
  { pool, singleSession }: Connections,
  workspaceId: string,
  work: (send: Send) => Promise<T>,
): Promise<T> {
  const client = await translated(() => pool.connect());
  const scope = `set_config('app.workspace_id', ${client.escapeLiteral(workspaceId)}, true)`;
  const send = sendOver(client, singleSession);

  async function transaction(): Promise<T> {
    await client.query(
      `begin; ${planOnceLocally}; select ${scope}, set_config('statement_timeout', '${AUDIT_MS}', true)`,
    );
    try {
      const answer = await work(send);
      await client.query('commit');
      return answer;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }

  const late = Promise.withResolvers<never>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    late.reject(new Error(`no audit row within ${AUDIT_MS} ms`));
  }, AUDIT_MS);
  try {
    return await Promise.race([transaction(), late.promise]);
  } catch (error) {
    throw error instanceof MeshError || error instanceof Unreadable ? error : auditUnavailable(error);
  } finally {
    clearTimeout(timer);
    client.release(isLate);
  }
}
