import { MeshError } from '@mesh/contracts/mesh-error';
import pg from 'pg';

const RETRY_SECONDS = 2;
const lost = /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/**
 * SQLSTATEs after which a retry may succeed: 08 connection, 40001 and 40P01 conflicts, 53 resources, 58 disk, 57P shutdown or
 * failover, 25006 no longer primary, 57014 statement timeout, 25P03 idle in transaction.
 */
const away = /^(08|40001|40P01|53|58|57P|25006|57014|25P03)/;

/** Turns the errors of a lost or overloaded server into `unavailable`; all others pass unchanged. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new MeshError('unavailable', 'the database does not answer; try again', {
      cause: error,
      retryAfterSeconds: RETRY_SECONDS,
    });
  }
}

/** Whether the server is away or overloaded, so that the same may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return away.test(error.code ?? '');
  if (!(error instanceof Error) || error instanceof MeshError) return false;
  if ('code' in error && typeof error.code === 'string' && lost.test(error.code)) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}

/** The name of the unique constraint that `error` reports, if it reports one. */
export function violatedUnique(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code === '23505' ? error.constraint : undefined;
}
