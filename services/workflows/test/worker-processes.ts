import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Json } from '@mesh/jq/json';
import { openGuard } from '@mesh/testing/guard';
import type { About } from '../src/execution/about.ts';

const program = new URL('./processes/working.ts', import.meta.url).pathname;

/** What a process asks of the world. */
export type Asked = { readonly by: string; readonly key: string; readonly pointer: string; readonly given: Json };
/** `at` is the time by the clock of the process. */
type Answer = (asked: Asked & { readonly at: number }) => Promise<Json>;

async function endOf(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Processes that work on the executions of one database, each of them again when it dies. `answer` is their world. */
export class WorkerProcesses implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #processes: readonly ChildProcess[];

  private constructor(opened: AsyncDisposableStack, processes: readonly ChildProcess[]) {
    this.#opened = opened;
    this.#processes = processes;
  }

  /** One for each of `envs`, which it has besides this process's own environment. */
  static async open(databaseUrl: string, envs: readonly NodeJS.ProcessEnv[], answer: Answer): Promise<WorkerProcesses> {
    await using opening = new AsyncDisposableStack();
    const guard = opening.use(openGuard());
    const server = createServer(async (request, response) => {
      const asked = JSON.parse(await text(request)) as Parameters<Answer>[0];
      response.end(JSON.stringify(await answer(asked)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opening.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const processes: ChildProcess[] = [];
    let isOver = false;
    const start = (env: NodeJS.ProcessEnv, place: number) => {
      const args = [program, databaseUrl, url, `process ${place + 1}`];
      const child = spawn(process.execPath, args, {
        env: { ...process.env, ...env },
        stdio: ['pipe', 'inherit', 'inherit'],
      });
      processes[place] = child;
      child.stdin.on('error', () => {}); // it dies: what it was told is lost
      guard.watch({ pid: child.pid ?? 0 });
      child.once('exit', () => isOver || start(env, place));
    };
    envs.forEach(start);
    opening.defer(async () => {
      isOver = true;
      await Promise.all(processes.map(endOf));
    });
    return new WorkerProcesses(opening.move(), processes);
  }

  /** Lets one of them begin an execution, at once by default. */
  begin(place: number, about: About, startAt?: Date): void {
    this.#processes[place]?.stdin?.write(`${JSON.stringify({ about, startAt })}\n`);
  }

  freeze(place: number): void {
    this.#processes[place]?.kill('SIGSTOP');
  }

  wakeAll(): void {
    for (const child of this.#processes) child.kill('SIGCONT');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}
