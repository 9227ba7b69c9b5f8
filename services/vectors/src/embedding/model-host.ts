import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from '@mesh/runtime/log';
import type { ModelAnswer, ModelQuestion } from './model-messages.ts';

const PROGRAM = new URL('model-process.ts', import.meta.url);
const HEAP_MB = 256;

type Asked = { child: ChildProcess; resolve: (vectors: Float32Array[]) => void; reject: (error: Error) => void };

/**
 * Runs the model in a process of its own, which the first request starts and which ends after `idleMs` without one, so that all
 * of its memory is returned. If the process dies, the requests under way fail; the next one starts another.
 */
export class ModelHost implements AsyncDisposable {
  readonly #idleMs: number;
  readonly #log: Log;
  readonly #asked = new Map<number, Asked>();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor({ idleMs, log }: { idleMs: number; log: Log }) {
    this.#idleMs = idleMs;
    this.#log = log;
  }

  get loaded(): boolean {
    return this.#child !== undefined;
  }

  embed(texts: string[]): Promise<Float32Array[]> {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    this.#lastId += 1;
    const question: ModelQuestion = { id: this.#lastId, texts };
    return new Promise((resolve, reject) => {
      this.#asked.set(question.id, { child, resolve, reject });
      child.send(question, (error) => error && this.#fail(question.id, error));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    if (!child) return;
    child.kill();
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (!hasEnded) await once(child, 'exit');
  }

  #start(): ChildProcess {
    const child = fork(PROGRAM, { env: {}, execArgv: [`--max-old-space-size=${HEAP_MB}`], serialization: 'advanced' });
    child.on('message', (answer: ModelAnswer) => this.#hear(answer));
    child.on('error', (error) => this.#log.error({ err: error }, 'the embedding model could not be started'));
    child.on('close', (code, signal) => {
      this.#log.info({ code, signal }, 'the embedding model has ended');
      if (this.#child === child) this.#child = undefined;
      for (const [id, asked] of [...this.#asked])
        if (asked.child === child) this.#fail(id, new Error('the embedding model has ended'));
    });
    this.#log.info({ pid: child.pid }, 'the embedding model starts');
    return child;
  }

  #hear(answer: ModelAnswer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ('vectors' in answer) asked?.resolve(answer.vectors);
    else asked?.reject(new Error(answer.failure));
    if (this.#asked.size === 0) this.#idle = setTimeout(() => this.#release(), this.#idleMs).unref();
  }

  #release(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
  }

  #fail(id: number, error: Error): void {
    this.#asked.get(id)?.reject(error);
    this.#asked.delete(id);
  }
}
