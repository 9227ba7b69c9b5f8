import type pg from 'pg';
import { planOnce } from './planned-once.ts';
import { type Prepared, sendOver } from './prepared.ts';
import { SYSTEM_ROLE } from './roles.ts';
import { isUnavailable } from './translate.ts';

/**
 * A dedicated connection for prepared statements over all workspaces, each a transaction of its own: one round trip for what
 * runs many times a second. Connects at the first use and again after a loss.
 */
export class SystemSession implements AsyncDisposable {
  readonly #pool: pg.Pool;
  #client: Promise<pg.PoolClient> | undefined;
  #turn: Promise<void> | undefined;

  constructor({ pool }: { readonly pool: pg.Pool }) {
    this.#pool = pool;
  }

  /** Throws the server's error untranslated. Concurrent queries wait for their turn. */
  async query<R extends pg.QueryResultRow>(statement: Prepared): Promise<R[]> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    try {
      return await this.#send<R>(statement);
    } finally {
      resolve();
    }
  }

  async #send<R extends pg.QueryResultRow>(statement: Prepared): Promise<R[]> {
    this.#client ??= this.#connect();
    const mine = this.#client;
    try {
      return await sendOver(await mine, false)<R>(statement);
    } catch (error) {
      if (isUnavailable(error)) await this.#release(mine);
      throw error;
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    const client = await this.#pool.connect();
    try {
      await client.query(`set role ${SYSTEM_ROLE}; ${planOnce}`);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async #release(one: Promise<pg.PoolClient>): Promise<void> {
    if (this.#client !== one) return;
    this.#client = undefined;
    const client = await one.catch(() => undefined);
    client?.release(true); // its role and settings are not those of the pool
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#client) await this.#release(this.#client);
  }
}
