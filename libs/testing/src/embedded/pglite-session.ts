import type { PGlite } from '@electric-sql/pglite';

/** One connected client, as the session sees it: the role it took on is given back to it at its next turn. */
export type Client = { role: string };

/**
 * PGlite has one session. Clients take turns in it: a turn is a transaction, or a message group up to its Sync, so that
 * neither unnamed statements nor transactions of two clients mix. (pglite-socket lets other clients in between the
 * messages of a group, and leaves one client's role to the next.) Prepared statements by name are shared by all.
 */
export class Session {
  readonly #db: PGlite;
  #turn: Promise<unknown> = Promise.resolve();
  #last: Client | undefined;

  constructor(db: PGlite) {
    this.#db = db;
  }

  /** Waits for its turn; the turn lasts until `work` settles. */
  async inTurn(client: Client, work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(async () => {
      if (this.#last !== client) await this.#enter(client);
      await work();
    });
    this.#turn = mine.catch(() => {});
    await mine;
  }

  /** Gives the server's answer to one protocol message. */
  ask(message: Uint8Array): Promise<Uint8Array> {
    return this.#db.execProtocolRaw(message);
  }

  async rollBack(): Promise<void> {
    await this.#db.exec('rollback');
  }

  /** Settles when nobody works. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  async #enter(client: Client): Promise<void> {
    if (this.#last) {
      const { rows } = await this.#db.query<{ role: string }>("select current_setting('role') as role");
      this.#last.role = rows[0]?.role ?? 'none';
    }
    await this.#db.query("select set_config('role', $1, false)", [client.role]);
    this.#last = client;
  }
}
