import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGuard } from '@mesh/testing/guard';
import { startLocalMesh } from '@mesh/testing/local-mesh';
import { expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import type { JournalItem } from '../src/follow.ts';
import { findMesh } from '../src/mesh.ts';
import { patiently } from '../src/patiently.ts';
import { named, saveWorkflow } from './work/save-workflow.ts';

/** A soak: MESH_TASK_SECONDS=600, and MESH_FROZEN_SECONDS=60, which is longer than a heartbeat of 30 s. */
const SECONDS = Number(process.env['MESH_TASK_SECONDS'] ?? 0);
const FROZEN_MS = Number(process.env['MESH_FROZEN_SECONDS'] ?? 60) * 1_000;
const FROZEN_TASK_SECONDS = 20;
const PATIENCE = { timeout: SECONDS * 1_000 + 180_000, interval: 1_000 };
const program = new URL('./processes/long-worker.ts', import.meta.url).pathname;

const document = (queue: string) => `
document: ${named(queue)}
do:
  - long: {call: worker, with: {queue: ${queue}, input: '\${ . }'}}
`;
type Begun = { pid: number; attempt: number; key: string };
type Shown = { id: string; status: string; output?: unknown };

test.skipIf(SECONDS === 0)(
  `a task of ${SECONDS} s is one worker's all the time; of one that is frozen for ${FROZEN_MS / 1_000} s another takes it over, once`,
  { timeout: SECONDS * 1_000 + 900_000, retry: 0 },
  async () => {
    await using opened = new AsyncDisposableStack();
    const { folder } = opened.use(await startLocalMesh());
    const mesh = await findMesh({ MESH_DIR: folder });
    const key = { body: { name: 'long worker', scopes: ['tasks:work'] } };
    const { apiKey } = await ask<{ key: string }>(mesh, 'POST', '/v1/api-keys', key).then(({ body }) => ({
      apiKey: body.key,
    }));
    const { available } = (await ask<{ available: boolean }>(mesh, 'GET', '/v1/nats-access')).body;
    const broker = available ? (mesh.natsUrl ?? '').split('@').slice(-1)[0] : '';
    console.log(`workers ask over ${broker ? 'NATS' : 'HTTP'}`);
    const guard = opened.use(openGuard());

    /** Starts another worker process, and records the attempts that it begins. */
    const work = (queue: string, begun: Begun[]) => {
      const child = spawn(process.execPath, [program, mesh.url, apiKey, queue, broker ?? ''], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      guard.watch({ pid: child.pid ?? 0 });
      opened.defer(() => void child.kill('SIGKILL'));
      createInterface({ input: child.stdout }).on('line', (line) => begun.push(JSON.parse(line) as Begun));
    };
    /** Runs a task with two workers; returns its execution, who began it, and its journal once it has ended. */
    const run = async (queue: string, seconds: number, onBegun: (first: Begun) => Promise<void>) => {
      const begun: Begun[] = [];
      for (const _ of [1, 2]) work(queue, begun);
      const workflowId = await saveWorkflow(mesh, document(queue));
      const started = await ask<Shown>(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, {
        body: { input: { seconds } },
      });
      const path = `/v1/executions/${started.body.id}`;
      await expect.poll(() => begun.length, PATIENCE).toBe(1);
      await onBegun(begun[0] as Begun);
      await expect
        .poll(async () => (await patiently<Shown>(mesh, 'GET', path)).body.status, PATIENCE)
        .toBe('completed');
      await sleep(5_000); // late results have arrived by then
      const { output } = (await patiently<Shown>(mesh, 'GET', path)).body;
      const { items } = (await patiently<{ items: JournalItem[] }>(mesh, 'GET', `${path}/journal?limit=100`)).body;
      const results = items.filter(({ type, task }) => type === 'task.completed' && task?.endsWith('/long'));
      return {
        attempts: begun.map(({ attempt }) => attempt),
        keys: new Set(begun.map((one) => one.key)).size,
        results: results.length,
        output,
      };
    };
    const freeze = async ({ pid }: Begun) => {
      process.kill(pid, 'SIGSTOP');
      await sleep(FROZEN_MS);
      process.kill(pid, 'SIGCONT');
    };
    const name = `long-${Date.now()}`;
    const [kept, frozen] = await Promise.all([
      run(name, SECONDS, async () => {}),
      run(`${name}-frozen`, FROZEN_TASK_SECONDS, freeze),
    ]);
    expect(kept).toEqual({ attempts: [1], keys: 1, results: 1, output: { by: 1 } });
    expect(frozen).toEqual({ attempts: [1, 2], keys: 1, results: 1, output: { by: 2 } });
  },
);
