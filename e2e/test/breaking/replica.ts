import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@mesh/testing/embedded/free-port';
import { openGuard } from '@mesh/testing/guard';
import { isReady } from '@mesh/testing/is-ready';

const LOOK_MS = 50;
const READY_WITHIN_MS = 240_000;
/** The time after which a platform kills a process that was told to stop. */
const DRAIN_MS = 30_000;

/** How a process ended: its exit code (none after a signal), and after how many milliseconds. */
export type Ended = { code: number | null; ms: number };

/** An additional process of a service of a running mesh, on a port of its own. Disposing kills it. */
export class Replica implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /**
   * Starts it with the environment and the program of the process `pid`; resolves once it is ready. Its log goes to `logFile`.
   */
  static async start(pid: number, logFile: string): Promise<Replica> {
    const env = Object.fromEntries(wordsOf(pid, 'environ').map((line) => line.split(/=(.*)/s, 2)));
    const [command = '', ...args] = wordsOf(pid, 'cmdline');
    const port = await freePort();
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { env: { ...env, PORT: String(port) }, stdio: ['ignore', log, log] });
    closeSync(log);
    const guard = openGuard();
    guard.watch({ pid: child.pid ?? 0 });
    child.once('exit', () => guard[Symbol.dispose]());
    const replica = new Replica(`http://127.0.0.1:${port}`, child);
    await replica.#becomesReady();
    return replica;
  }

  /** Tells it to stop and waits for its exit; kills it after 30 s. */
  async stop(): Promise<Ended> {
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), DRAIN_MS);
    const ended = await this.#endBy('SIGTERM');
    clearTimeout(insist);
    return ended;
  }

  kill(): Promise<Ended> {
    return this.#endBy('SIGKILL');
  }

  async #endBy(signal: NodeJS.Signals): Promise<Ended> {
    const began = performance.now();
    this.#child.kill(signal);
    await this.#ended;
    return { code: this.#child.exitCode, ms: performance.now() - began };
  }

  async #becomesReady(): Promise<void> {
    for (const until = performance.now() + READY_WITHIN_MS; performance.now() < until; await sleep(LOOK_MS)) {
      if (await isReady(this.url)) return;
      if (this.#child.exitCode !== null) break;
    }
    await this.kill();
    throw new Error(`a replica at ${this.url} is not ready`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** Reads a file in `/proc` of NUL-terminated words. */
const wordsOf = (pid: number, what: 'environ' | 'cmdline') =>
  readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0').slice(0, -1);
