import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Load, Round } from '../closed-loop.ts';
import type { Engine } from './engine.ts';

const KILL_AFTER_MS = 10_000;

type RunningEngine = AsyncDisposable & Pick<Engine, 'pids'> & { meet(load: Load): Promise<Round> };

/** Starts the program of an engine, which ends when it is disposed, or with this process. */
export async function startEngine(program: URL, place: unknown): Promise<RunningEngine> {
  const main = new URL('./engine-process.ts', import.meta.url);
  const child = fork(main, [program.href, JSON.stringify(place)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, '--disable-warning=DeprecationWarning'], // warnings about others' code are not our concern
  });
  const pids = await next<readonly number[]>(child);
  return {
    pids,
    meet(load) {
      child.send(load);
      return next<Round>(child);
    },
    async [Symbol.asyncDispose]() {
      if (!child.connected) return;
      const ended = once(child, 'exit');
      child.disconnect();
      const insist = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(insist);
    },
  };
}

/** The next message of the child. Throws if it exits instead; the reason is on the shared standard error. */
async function next<T>(child: ChildProcess): Promise<T> {
  const told = new AbortController();
  const { signal } = told;
  const ended = once(child, 'exit', { signal }).then(([code, killed]) => {
    throw new Error(`the engine ended with ${killed ?? `code ${code}`}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as T;
  } finally {
    told.abort();
  }
}
