import { Agent, request } from 'node:http';
import { closedLoop } from './closed-loop.ts';
import { cpuSeconds, difference } from './cpu.ts';
import { ask, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const CLIENTS = 64;
const CREDENTIALS = 50;

/** Each client is a member with a key of its own, since one member may reveal 1,000 a minute (`REVEALS_PER_MINUTE`). */
const mesh = await runningMesh();
const pid = mesh.services['credentials']?.pid ?? 0;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
const ids: string[] = [];
for (let i = 0; i < CREDENTIALS; i++) {
  const body = { name: `bench ${process.pid} ${i}`, type: 'http-bearer', data: { token: 'x'.repeat(1_024) } };
  ids.push(((await ask(mesh, 'POST', '/v1/credentials', body)) as { id: string }).id);
}
const members = await Promise.all(
  Array.from({ length: CLIENTS }, async (_, client) => {
    const body = { name: `bench ${process.pid} ${client}`, scopes: ['credentials:reveal'] };
    return (await ask(mesh, 'POST', '/v1/api-keys', body)) as { id: string; key: string };
  }),
);

function reveal(id: string, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `${mesh.url}/v1/credentials/${id}/reveal`;
    const asking = request(url, { method: 'POST', agent, headers: { 'x-api-key': key } }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`a reveal answered ${answer.statusCode}`));
      });
    });
    asking.on('error', reject).end();
  });
}

let turn = 0;
const reveals = (seconds: number) =>
  closedLoop({ clients: CLIENTS, seconds }, (client) =>
    reveal(ids[turn++ % CREDENTIALS] as string, members[client]?.key ?? ''),
  );

await reveals(1);
const before = await cpuSeconds(pid);
const { took, seconds } = await reveals(SECONDS);
const [cpu = 0] = difference(before, await cpuSeconds(pid)).values();
for (const id of ids) await ask(mesh, 'DELETE', `/v1/credentials/${id}`);
for (const { id } of members) await ask(mesh, 'DELETE', `/v1/api-keys/${id}`);
agent.destroy();
report(`Reveals through the gateway, ${CLIENTS} clients, each with its audit row on disk`, [
  { what: 'reveals a second', measured: took.length / seconds, unit: '/s', atLeast: 1_500 },
  { what: 'CPU of credentials', measured: (cpu * 1_000) / took.length, unit: 'ms each' },
  { what: 'p50', measured: percentile(took, 0.5), unit: 'ms' },
  { what: 'p99', measured: percentile(took, 0.99), unit: 'ms' },
]);
