import type { Transaction } from 'kysely';
import type pg from 'pg';
import type { Prepared } from './prepared.ts';

/** One service's database. Every access is a transaction that states for whom it works. */
export type Database<S> = AsyncDisposable & {
  /** A transaction that sees and writes only this workspace. */
  inWorkspace<T>(workspaceId: string, work: (trx: Transaction<S>) => Promise<T>): Promise<T>;
  /** A transaction over all workspaces, as far as policies allow `mesh_system`. */
  asSystem<T>(work: (trx: Transaction<S>) => Promise<T>): Promise<T>;
  /** Rows over all workspaces by a read-only statement, for polls many times a second. */
  lookAsSystem<R extends pg.QueryResultRow>(statement: Prepared): Promise<R[]>;
  /**
   * Payloads of `notify` on `channel`, until `signal` aborts. Throws if the connection is lost, since notifications may then
   * have been missed. On a single-session server it yields nothing and ends at the abort.
   */
  listen(channel: string, signal: AbortSignal): AsyncIterable<string>;
  /** Rejects while the server does not answer. */
  ping(): Promise<void>;
  /** The connection pool, for prepared statements on hot paths. Each connection starts in `mesh_app` without a workspace. */
  readonly pool: pg.Pool;
  /** Whether the server has one session for all clients (PGlite). */
  readonly singleSession: boolean;
};

export type DatabaseOptions = {
  url: string;
  /** Most connections. 10 by default; 1 on a single-session server. */
  poolSize?: number | undefined;
  singleSession?: boolean | undefined;
  /** Longest statement for a workspace in ms: after that the caller has gone. 60,000 by default. */
  statementMs?: number | undefined;
  /** Logs statements at `info`, not at `debug`: their text, never their values. */
  sqlDebug?: boolean | undefined;
};
