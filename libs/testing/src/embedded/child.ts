import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const KILL_AFTER_MS = 10_000;

/** A child process that is a server. Disposing stops it, and kills it after 10 s. */
export type Child = AsyncDisposable & {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

type ChildOptions = {
  name: string;
  command: string;
  args: readonly string[];
  /** File for its standard output and error; truncated at each start. */
  logFile: string;
  options?: SpawnOptions;
  stopSignal?: NodeJS.Signals;
  /** Resolves when it serves; rejects while it does not. */
  ready: () => Promise<unknown>;
  readyWithinMs?: number;
};

/**
 * Starts a process in its own process group, so that Ctrl-C reaches its parent alone, and waits until it serves. Throws with
 * the end of its log if it ends before that or takes too long.
 */
export async function startChild({
  name,
  command,
  args,
  logFile,
  options = {},
  stopSignal = 'SIGTERM',
  ready,
  readyWithinMs = 30_000,
}: ChildOptions): Promise<Child> {
  const log = openSync(logFile, 'w');
  const process = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = endOf(process);
  const deadline = performance.now() + readyWithinMs;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!(await answers(ready))) {
    if (over || performance.now() > deadline) {
      const end = process.signalCode ?? `code ${process.exitCode}`;
      const what = over ? `ended before it served (${end})` : `did not serve within ${readyWithinMs / 1000} s`;
      process.kill('SIGKILL');
      await ended;
      throw new Error(`${name} ${what}; ${logFile} ends:\n${tail(logFile)}`);
    }
    await sleep(POLL_MS);
  }
  return {
    pid: process.pid as number,
    ended,
    kill: (signal) => void process.kill(signal),
    async [Symbol.asyncDispose]() {
      process.kill(stopSignal);
      const insist = setTimeout(() => process.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(insist);
    },
  };
}

const answers = (ready: () => Promise<unknown>) =>
  ready().then(
    () => true,
    () => false,
  );

const endOf = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
