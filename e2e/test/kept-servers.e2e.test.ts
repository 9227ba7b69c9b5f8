import { expect, test } from 'vitest';
import { findMesh } from '../src/mesh.ts';
import { serverPid, serversAreKept } from './breaking/server-pid.ts';
import { WaitedFor } from './work/waited-for.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

test.skipIf(!serversAreKept).each(['nats', 'redis', 's3', 'postgres'])(
  'a start keeps its %s running: killed, it is there again in its place, and work goes on',
  async (name) => {
    const mesh = await findMesh();
    const killed = serverPid(name);
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => serverPid(name), PATIENCE).not.toBe(killed);
    const ready = () => fetch(`${mesh.url}/health/ready`).then((answer) => answer.json());
    await expect.poll(ready, PATIENCE).toMatchObject({ status: 'ok' });

    await using waitedFor = await WaitedFor.save(mesh);
    while (waitedFor.ended < 3) await waitedFor.run();
    await waitedFor.expectTold();
  },
);
