import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Distributes HTTP requests over servers in turn, without retries: a server that breaks off an answer has failed the request. */
export class Balancer implements AsyncDisposable {
  requests = 0;
  /** Requests without an answer, or with 5xx: when, which, and why. */
  readonly failures: string[] = [];
  readonly #targets: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server = createServer((asked, answer) => this.#handOn(asked, answer));

  static async open(): Promise<Balancer> {
    const balancer = new Balancer();
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(url: string): void {
    this.#targets.push(url);
  }

  /** Sends no further requests there, and waits for those under way. */
  remove(url: string): void {
    this.#targets.splice(this.#targets.indexOf(url), 1);
  }

  #handOn(asked: IncomingMessage, answer: ServerResponse): void {
    const target = this.#targets[this.requests++ % this.#targets.length] ?? '';
    const { method, headers } = asked;
    const what = `${method} ${asked.url} at ${target}`;
    const note = (why: string) => void this.failures.push(`${new Date().toISOString()} ${what}: ${why}`);
    const fail = (error: Error) => {
      if (answer.destroyed) return; // the client has gone
      note(error.message);
      answer.destroy();
    };
    const handed = request(new URL(asked.url ?? '', target), { method, headers, agent: this.#agent });
    handed.on('response', (from) => {
      if ((from.statusCode ?? 0) >= 500) text(from).then(note, fail);
      answer.writeHead(from.statusCode ?? 0, from.headers);
      from.on('error', fail).pipe(answer);
    });
    handed.on('error', fail);
    answer.on('close', () => answer.writableFinished || handed.destroy());
    asked.pipe(handed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
