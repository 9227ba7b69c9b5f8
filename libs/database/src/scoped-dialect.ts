import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';

/** For whom a transaction works: settings that hold until it ends. */
export type Scope = Readonly<Record<string, string>>;

/** The PostgreSQL dialect with `begin` and the scope of a transaction in one round trip. */
export class ScopedDialect extends PostgresDialect {
  readonly #scope = new AsyncLocalStorage<Scope>();
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#pool = pool;
  }

  /** Transactions that begin within `work` have this scope. */
  inScope<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
    return this.#scope.run(scope, work);
  }

  override createDriver(): Driver {
    return new ScopedDriver(this.#pool, () => this.#scope.getStore() ?? {});
  }
}

class ScopedDriver extends PostgresDriver {
  readonly #scope: () => Scope;

  constructor(pool: pg.Pool, scope: () => Scope) {
    super({ pool });
    this.#scope = scope;
  }

  override async beginTransaction(connection: DatabaseConnection, given: TransactionSettings): Promise<void> {
    if (Object.values(given).some((one) => one !== undefined))
      throw new TypeError('transactions have the usual settings');
    const settings = Object.entries(this.#scope()).map(
      ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`,
    );
    await connection.executeQuery(CompiledQuery.raw(`begin; select ${settings.join(', ')}`));
  }
}
