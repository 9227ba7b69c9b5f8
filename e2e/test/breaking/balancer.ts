import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Hands HTTP requests on to one server after the other, and never asks twice: who breaks an answer off has failed it. */
export class Balancer implements AsyncDisposable {
  requests = 0;
  /** What clients were not answered, or with 5xx: when, what, and why. */
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

  /** No further request goes there; those under way are waited for. */
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
