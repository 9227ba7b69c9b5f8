import type { PGlite } from '@electric-sql/pglite';

/** One connected client: the role that it set is restored at its next turn. */
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

  /** Waits for its turn, which lasts until `work` settles. */
  async inTurn(client: Client, work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(async () => {
      if (this.#last !== client) await this.#enter(client);
      await work();
    });
    this.#turn = mine.catch(() => {});
    await mine;
  }

  /** Sends one protocol message and returns the server's answer. */
  ask(message: Uint8Array): Promise<Uint8Array> {
    return this.#db.execProtocolRaw(message);
  }

  async rollBack(): Promise<void> {
    await this.#db.exec('rollback');
  }

  /** Settles when the session is idle. */
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
