import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type SpawnedServer = AsyncDisposable & { readonly pid: number };

/** Starts a server that a peer includes. Shows only its errors; disposing ends it. */
export function spawnServer(command: string, args: readonly string[], env: NodeJS.ProcessEnv): SpawnedServer {
  const server = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  const ended = once(server, 'exit');
  return {
    pid: server.pid as number,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
}
