import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Json } from '@mesh/jq/json';
import { openGuard } from '@mesh/testing/guard';
import type { About } from '../src/worker/loaded.ts';

const program = new URL('./processes/zombie.ts', import.meta.url).pathname;

/** What a process asks of the world. */
export type Asked = { readonly by: string; readonly key: string; readonly pointer: string; readonly given: Json };
type Answer = (asked: Asked) => Promise<Json>;

/** Processes that work on the executions of one database and can be frozen. `answer` is their world. */
export class Zombies implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #processes: readonly ChildProcess[];

  private constructor(opened: AsyncDisposableStack, processes: readonly ChildProcess[]) {
    this.#opened = opened;
    this.#processes = processes;
  }

  static async open(databaseUrl: string, count: number, answer: Answer): Promise<Zombies> {
    await using opening = new AsyncDisposableStack();
    const guard = opening.use(openGuard());
    const server = createServer(async (request, response) => {
      const asked = JSON.parse(await text(request)) as Asked;
      response.end(JSON.stringify(await answer(asked)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opening.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const processes = Array.from({ length: count }, (_, place) => {
      const args = [program, databaseUrl, url, `zombie ${place + 1}`];
      const zombie = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
      guard.watch({ pid: zombie.pid ?? 0 });
      opening.defer(async () => {
        const ended = once(zombie, 'exit');
        zombie.kill('SIGKILL');
        await ended;
      });
      return zombie;
    });
    return new Zombies(opening.move(), processes);
  }

  get count(): number {
    return this.#processes.length;
  }

  /** Lets one of them begin an execution. */
  begin(zombie: number, about: About): void {
    this.#processes[zombie]?.stdin?.write(`${JSON.stringify(about)}\n`);
  }

  freeze(zombie: number): void {
    this.#processes[zombie]?.kill('SIGSTOP');
  }

  wakeAll(): void {
    for (const zombie of this.#processes) zombie.kill('SIGCONT');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}
