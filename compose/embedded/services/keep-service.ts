import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isReady } from '@mesh/testing/is-ready';
import { again } from '../again.ts';
import { StartError } from '../start-error.ts';

const DRAIN_MS = 28_000;
const TRIES_BEFORE_READY = 3;
const POLL_MS = 50;

type ServiceOptions = {
  name: string;
  program: string;
  port: number;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Called for each process that runs the service. */
  onStart: (pid: number) => void;
};

export type KeptService = AsyncDisposable & {
  readonly url: string;
  /** Resolves when it is ready for the first time; rejects if it cannot become ready, or `signal` aborts. */
  ready(signal: AbortSignal): Promise<void>;
};

/** Runs a service and starts it again whenever it exits, after a pause that grows. Disposing lets it drain. */
export function keepService({ name, program, port, env, logFile, onStart }: ServiceOptions): KeptService {
  const url = `http://127.0.0.1:${port}`;
  const stop = new AbortController();
  let child: ChildProcess | undefined;
  let ends = 0;
  rmSync(logFile, { force: true });

  const live = async () => {
    const log = openSync(logFile, 'a');
    child = spawn(process.execPath, [program], { env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    onStart(child.pid as number);
    await once(child, 'exit');
    ends += 1;
  };
  const kept = again(live, stop.signal);

  return {
    url,
    async ready(signal) {
      while (!(await isReady(url))) {
        if (ends >= TRIES_BEFORE_READY)
          throw new StartError(`${name} ended at once. ${logFile} says:\n${tail(logFile)}`);
        if (signal.aborted || stop.signal.aborted) throw new StartError(`${name} is not ready yet; see ${logFile}.`);
        await sleep(POLL_MS);
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      child?.kill('SIGTERM');
      const insist = setTimeout(() => child?.kill('SIGKILL'), DRAIN_MS);
      await kept;
      clearTimeout(insist);
    },
  };
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}
