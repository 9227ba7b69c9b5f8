import { MeshError } from '@mesh/contracts/mesh-error';
import pg from 'pg';

const RETRY_SECONDS = 2;
const lost = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
/**
 * PostgreSQL error classes: connection, insufficient resources, operator intervention (shutdown, failover); took or stood
 * still too long.
 */
const away = /^(08|53|57P|57014|25P03)/;

/** Turns what a lost or overloaded server throws into `unavailable`; everything else passes unchanged. */
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
