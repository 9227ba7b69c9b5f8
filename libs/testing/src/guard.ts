import { type ChildProcess, spawn } from 'node:child_process';

/** Removes what is watched if this process ends without doing so itself, even by SIGKILL. */
export type Guard = Disposable & { watch(what: { pid?: number; folder?: string; container?: string }): void };

/** Starts a detached process that notices our end by the end of its standard input. Disposing releases it. */
export function openGuard(): Guard {
  const program = new URL('./guard-process.ts', import.meta.url).pathname;
  const guard: ChildProcess = spawn(process.execPath, [program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin?.on('error', () => {});
  return {
    watch: (what) => void guard.stdin?.write(`${JSON.stringify(what)}\n`),
    [Symbol.dispose]: () => void guard.kill('SIGKILL'),
  };
}
