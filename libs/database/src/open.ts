import type { Log } from '@mesh/runtime/log';
import { CamelCasePlugin, Kysely, type Transaction } from 'kysely';
import type { Database, DatabaseOptions } from './database.ts';
import { listen } from './listen.ts';
import { openPool } from './open-pool.ts';
import { byIndex } from './planned-once.ts';
import { preparedAsSystem } from './prepared.ts';
import { APP_ROLE, SYSTEM_ROLE } from './roles.ts';
import { type Scope, ScopedDialect } from './scoped-dialect.ts';
import { ServerWatch } from './server-watch.ts';
import { SystemSession } from './system-session.ts';
import { traceStatement } from './trace-statement.ts';
import { translated } from './translate.ts';

const STATEMENT_MS = 60_000;

/** Work over all workspaces looks for a few rows of large tables, again and again: it must use indexes. */
const SYSTEM_SCOPE = { role: SYSTEM_ROLE, 'app.workspace_id': '', ...byIndex };

/** Opens a pool. No connection is made before the first use, so a server that is down stops no start. */
export function openDatabase<S>({
  url,
  poolSize = 10,
  singleSession = false,
  statementMs = STATEMENT_MS,
  sqlDebug = false,
  log,
}: DatabaseOptions & { log: Log }): Database<S> {
  const watch = singleSession ? undefined : new ServerWatch({ url, log });
  const stream = watch?.stream;
  const pool = openPool({ url, poolSize, singleSession, stream, log });
  const dialect = new ScopedDialect(pool);
  const kysely = new Kysely<S>({
    dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: (event) => {
      traceStatement(event);
      const told = { sql: event.query.sql, ms: event.queryDurationMillis, failed: event.level === 'error' };
      if (sqlDebug) log.info(told, 'statement');
      else log.debug(told, 'statement');
    },
  });

  const transaction = <T>(scope: Scope, work: (trx: Transaction<S>) => Promise<T>) =>
    translated(() => dialect.inScope(scope, () => kysely.transaction().execute(work)));

  const session = new SystemSession({ pool });
  return {
    inWorkspace: (workspaceId, work) =>
      transaction({ role: APP_ROLE, 'app.workspace_id': workspaceId, statement_timeout: String(statementMs) }, work),
    asSystem: (work) => transaction(SYSTEM_SCOPE, work),
    lookAsSystem: (statement) =>
      singleSession
        ? preparedAsSystem({ pool, singleSession }, (send) => send(statement))
        : translated(() => session.query(statement)),
    listen: (channel, signal) => listen({ url, channel, signal, singleSession, stream }),
    ping: async () => void (await pool.query('select 1')),
    pool,
    singleSession,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await kysely.destroy();
      if (!pool.ended) await pool.end(); // Kysely does not end a pool that it has never used
      await watch?.[Symbol.asyncDispose]();
    },
  };
}
