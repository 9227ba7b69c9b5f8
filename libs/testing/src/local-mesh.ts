import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openGuard } from './guard.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * The mesh as `npm start` runs it, with `env` added, in its own folder and on free ports. Disposing stops it and deletes its
 * data.
 */
export async function startLocalMesh(env: NodeJS.ProcessEnv = {}): Promise<AsyncDisposable & { folder: string }> {
  await using opened = new AsyncDisposableStack();
  const guard = opened.use(openGuard());
  const { path } = opened.use(temporaryFolder('e2e'));
  const folder = join(path, 'mesh');
  guard.watch({ folder: path });
  opened.use(await startMeshIn(folder, env));
  const kept = opened.move();
  return { folder, [Symbol.asyncDispose]: async () => kept.disposeAsync() };
}

/**
 * The mesh as `npm start` runs it, with its data in `folder`. `pid` is the process that was started; disposing stops it and all
 * its children.
 */
export async function startMeshIn(
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<AsyncDisposable & { pid: number }> {
  const program = new URL('../../../compose/embedded/start.ts', import.meta.url).pathname;
  const start = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: '0', ...env, MESH_DIR: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(start, 'exit');
  const stop = async () => {
    start.kill('SIGTERM');
    await ended;
  };
  for await (const line of createInterface({ input: start.stdout })) {
    console.log(line);
    if (!line.startsWith('The mesh is ready')) continue;
    start.stdout.resume();
    return { pid: start.pid ?? 0, [Symbol.asyncDispose]: stop };
  }
  throw new Error('the mesh did not start');
}
