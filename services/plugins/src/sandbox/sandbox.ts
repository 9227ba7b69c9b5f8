import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { Semaphore } from '@mesh/runtime/semaphore';
import type { Answer } from './read-answer.ts';
import type { Job } from './sandbox-messages.ts';
import { type SandboxProcess, startSandbox } from './start-sandbox.ts';

const AT_ONCE = 4;
const WAITING = 64;
const BUSY_SECONDS = 2;
const IDLE_MS = 60_000;

type Running = { output: unknown; logs: string[]; durationMs: number };

/**
 * Runs functions, each in a process of its own that is never reused. Four run at once and some more may wait. After a call one
 * process is kept ready for the next, until there was none for a minute.
 */
export class Sandbox implements AsyncDisposable {
  readonly #log: Log;
  readonly #idleMs: number;
  readonly #semaphore = new Semaphore(AT_ONCE, WAITING);
  readonly #running = new Set<SandboxProcess>();
  #spare: SandboxProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ log, idleMs = IDLE_MS }: { log: Log; idleMs?: number }) {
    this.#log = log;
    this.#idleMs = idleMs;
  }

  /** The pid of the process that is kept ready, if any. */
  get sparePid(): number | undefined {
    return this.#spare?.pid;
  }

  /**
   * Throws `unprocessable` for input that the schema refuses, `plugin-function-failed`, or `unavailable` if too many calls wait.
   */
  async run(job: Job, signal?: AbortSignal): Promise<Running> {
    return this.#semaphore.run(async () => {
      try {
        signal?.throwIfAborted();
        return result(await this.#answer(job), job);
      } finally {
        this.#prepare();
      }
    }, busy);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await Promise.all(
      [...this.#running, ...(this.#spare ? [this.#spare] : [])].map((one) => one[Symbol.asyncDispose]()),
    );
  }

  async #answer(job: Job): Promise<Answer | 'late' | 'ended'> {
    await using sandbox = this.#take();
    this.#running.add(sandbox);
    try {
      return await sandbox.run(job);
    } catch (cause) {
      this.#log.error({ err: cause }, 'a sandbox could not be started');
      throw new MeshError('unavailable', 'no function can be run now; try again', {
        cause,
        retryAfterSeconds: BUSY_SECONDS,
      });
    } finally {
      this.#running.delete(sandbox);
    }
  }

  #take(): SandboxProcess {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare?.alive ? spare : startSandbox();
  }

  #prepare(): void {
    if (this.#closed) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#letGo(), this.#idleMs).unref();
    if (!this.#spare?.alive) this.#spare = startSandbox();
  }

  #letGo(): void {
    const spare = this.#spare;
    this.#spare = undefined;
    void spare?.[Symbol.asyncDispose]();
  }
}

function busy(): MeshError {
  return new MeshError('unavailable', 'too many functions run at once; try again', { retryAfterSeconds: BUSY_SECONDS });
}

function result(answer: Answer | 'late' | 'ended', { wallMs }: Job): Running {
  if (answer === 'late') throw failed('timeout', `it took longer than ${wallMs} ms`, []);
  if (answer === 'ended') throw failed('crashed', 'it broke the sandbox', []);
  const { outcome, output } = answer;
  switch (outcome.kind) {
    case 'done':
      return { output, logs: outcome.logs, durationMs: outcome.durationMs };
    case 'refused':
      throw new MeshError('unprocessable', 'the input does not fit what the function asks for', {
        errors: outcome.faults,
      });
    case 'failed':
      throw failed(outcome.reason, outcome.message, outcome.logs);
  }
}

function failed(reason: string, message: string, logs: string[]): MeshError {
  return new MeshError('plugin-function-failed', `the function failed: ${message}`, { extra: { reason, logs } });
}
