import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { removeContainer } from './container-engine.ts';

type Watched = { pid?: number; folder?: string; container?: string };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
const watched: Watched[] = [];
for await (const line of createInterface({ input: process.stdin })) watched.push(JSON.parse(line) as Watched);

for (const { pid } of watched) {
  try {
    if (pid) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
for (const { folder } of watched) if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
await Promise.all(watched.map(({ container }) => container && removeContainer(container)));
