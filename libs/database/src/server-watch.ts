import { Socket } from 'node:net';
import type { Log } from '@mesh/runtime/log';
import pg from 'pg';

const ASK_MS = 1_500;
/** Silent probes in a row after which the server is given up. */
const MOST_SILENT = 3;

/**
 * Drops all connections to a server that has gone silent: after a network cut nobody tells the client, and TCP would retry for
 * a quarter of an hour. It probes over a connection of its own, so statements may take as long as they like.
 */
export class ServerWatch implements AsyncDisposable {
  readonly #url: string;
  readonly #log: Log;
  readonly #sockets = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;
  #client: pg.Client | undefined;
  #asking: Promise<void> | undefined;
  #silent = 0;

  constructor({ url, log }: { readonly url: string; readonly log: Log }) {
    this.#url = url;
    this.#log = log;
  }

  /** Makes a watched socket; for the option `stream` of pg. */
  readonly stream = (): Socket => {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#timer ??= setInterval(() => this.#look(), ASK_MS);
    return socket;
  };

  #look(): void {
    if (!this.#asking) {
      this.#silent = 0;
      this.#asking = this.#ask().finally(() => {
        this.#asking = undefined;
      });
    } else if (++this.#silent === MOST_SILENT) {
      this.#log.warn({ connections: this.#sockets.size }, 'the database says nothing; its connections are given up');
      const error = Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' });
      for (const socket of this.#sockets) socket.destroy(error);
    }
  }

  /** Never rejects: a server that refuses tells everybody so. */
  async #ask(): Promise<void> {
    try {
      this.#client ??= await this.#connect();
      await this.#client.query('select 1');
    } catch {
      this.#client = undefined;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'watch', stream: this.stream });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  /** All users have closed their connections by then; only its own is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await this.#asking;
  }
}
