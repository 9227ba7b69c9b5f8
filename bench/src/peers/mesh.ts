import { readFile } from 'node:fs/promises';
import { meshFolder, runningMesh } from '../mesh.ts';
import { openClients, runWorkflow } from '../run-workflow.ts';
import { saveTasks } from '../tasks.ts';
import type { Engine } from './engine.ts';

/**
 * The running mesh, called over HTTP as by its users. This process is the client; the engine's processes are those of `npm
 * start`.
 */
export async function open(): Promise<Engine> {
  const mesh = await runningMesh();
  const clients = openClients(mesh);
  const posting = { mesh, clients, path: await saveTasks(mesh, 5) };
  return {
    pids: [Number(await readFile(`${meshFolder}/start.pid`, 'utf8'))],
    run: async () => void (await runWorkflow(posting)),
    [Symbol.asyncDispose]: () => clients.close(),
  };
}
