import { Agent, request } from 'node:http';
import { ask, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const CLIENTS = 64;
const CREDENTIALS = 50;

/** Needs a mesh that was started with `REVEALS_PER_MINUTE=999999999`: else the watch over reveals ends the run. */
const mesh = await runningMesh();
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
const ids: string[] = [];
for (let i = 0; i < CREDENTIALS; i++) {
  const body = { name: `bench ${process.pid} ${i}`, type: 'http-bearer', data: { token: 'x'.repeat(1_024) } };
  ids.push(((await ask(mesh, 'POST', '/v1/credentials', body)) as { id: string }).id);
}

function reveal(id: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const url = `${mesh.url}/v1/credentials/${id}/reveal`;
    const asking = request(url, { method: 'POST', agent, headers: { 'x-api-key': mesh.apiKey } }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`a reveal answered ${answer.statusCode}`));
      });
    });
    asking.on('error', reject).end();
  });
}

async function reveals(seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1_000;
  const taken: number[] = [];
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = client; performance.now() < until; turn++)
        taken.push(await reveal(ids[turn % CREDENTIALS] as string));
    }),
  );
  return taken;
}

await reveals(1);
const taken = await reveals(SECONDS);
for (const id of ids) await ask(mesh, 'DELETE', `/v1/credentials/${id}`);
agent.destroy();
report(`Reveals through the gateway, ${CLIENTS} clients, each with its audit row on disk`, [
  { what: 'reveals a second', measured: taken.length / SECONDS, unit: '/s', atLeast: 1_500 },
  { what: 'p50', measured: percentile(taken, 0.5), unit: 'ms' },
  { what: 'p99', measured: percentile(taken, 0.99), unit: 'ms' },
]);
