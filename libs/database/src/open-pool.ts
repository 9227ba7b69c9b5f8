import type { Socket } from 'node:net';
import type { Log } from '@mesh/runtime/log';
import pg from 'pg';
import { APP_ROLE } from './roles.ts';
import { types } from './types.ts';

const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;
/** A process that is frozen within a transaction does not keep its locks. */
const letGo = `; set idle_in_transaction_session_timeout = '30s'`;

type Options = {
  readonly url: string;
  readonly poolSize: number;
  readonly singleSession: boolean;
  /** Makes the sockets of its connections. */
  readonly stream: (() => Socket) | undefined;
  readonly log: Log;
};

/**
 * Opens a pool whose connections start in `mesh_app` without a workspace: a statement that does not say for whom it works sees
 * nothing.
 */
export function openPool({ url, poolSize, singleSession, stream, log }: Options): pg.Pool {
  const pool = new pg.Pool({
    ...(stream && { stream }),
    connectionString: url,
    max: singleSession ? 1 : poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    types,
    onConnect: async (client) => void (await client.query(`set role ${APP_ROLE}${singleSession ? '' : letGo}`)),
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // The pool does not listen to connections in use. Their statement fails anyway; an unhandled error event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
