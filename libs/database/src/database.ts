import type { Transaction } from 'kysely';
import type pg from 'pg';
import type { Prepared } from './prepared.ts';

/** One service's database. All access is a transaction that says for whom it works. */
export type Database<S> = AsyncDisposable & {
  /** A transaction that sees and writes this workspace alone. */
  inWorkspace<T>(workspaceId: string, work: (trx: Transaction<S>) => Promise<T>): Promise<T>;
  /** A transaction over all workspaces, where a policy for `mesh_system` allows it. */
  asSystem<T>(work: (trx: Transaction<S>) => Promise<T>): Promise<T>;
  /** Rows over all workspaces, by a statement that changes nothing: for what is looked at many times a second. */
  lookAsSystem<R extends pg.QueryResultRow>(statement: Prepared): Promise<R[]>;
  /**
   * The payloads that others `notify` on `channel`, until `signal` aborts. Throws when the connection is lost, since
   * notifications may then have been missed. On a single-session server it yields nothing and ends at the abort.
   */
  listen(channel: string, signal: AbortSignal): AsyncIterable<string>;
  /** Rejects while the server does not answer. */
  ping(): Promise<void>;
  /** The connections themselves, for prepared statements on hot paths. Each starts in `mesh_app` without a workspace. */
  readonly pool: pg.Pool;
  /** The server has one session for everybody (PGlite). */
  readonly singleSession: boolean;
};

export type DatabaseOptions = {
  url: string;
  /** Most connections. 10 by default; 1 on a single-session server. */
  poolSize?: number | undefined;
  singleSession?: boolean | undefined;
  /** How long a statement for a workspace may take: whoever asked has gone by then. 60,000 by default. */
  statementMs?: number | undefined;
  /** Logs statements at `info`, not at `debug`: their text, never their values. */
  sqlDebug?: boolean | undefined;
};
