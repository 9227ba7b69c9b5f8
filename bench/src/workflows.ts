import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpuSeconds, difference } from './cpu.ts';
import { ask, type Mesh, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 50);
const IDLE_SAMPLES = 200;

/** Five tasks, each result durable before the next begins: no task asks the world, so each is made a checkpoint. */
const document = `document: {dsl: 1.0.0, namespace: bench, name: five-tasks, version: 1.0.0}
do:
${[1, 2, 3, 4, 5].map((n) => `  - step${n}: {set: {n: '\${ .n + ${n} }'}, metadata: {checkpoint: true}}`).join('\n')}
`;

const mesh = await runningMesh();
const folder = process.env['MESH_DIR'] ?? new URL('../../.mesh', import.meta.url).pathname;
const root = Number(readFileSync(`${folder}/start.pid`, 'utf8'));
const workflowId = await save(mesh);
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
const path = `/v1/workflows/${workflowId}/executions`;

for (let i = 0; i < 200; i++) await run();
const idle: number[] = [];
for (let i = 0; i < IDLE_SAMPLES; i++) idle.push(await run());

const before = await cpuSeconds(root);
const began = performance.now();
const busy: number[] = [];
await Promise.all(
  Array.from({ length: CLIENTS }, async () => {
    while (performance.now() - began < SECONDS * 1_000) busy.push(await run());
  }),
);
const seconds = (performance.now() - began) / 1_000;
const used = difference(before, await cpuSeconds(root));
const cpuMs = [...used.values()].reduce((sum, one) => sum + one, 0) * 1_000;

report(`Five durable tasks over HTTP, ${CLIENTS} clients, ${busy.length} workflows in ${seconds.toFixed(1)} s`, [
  { what: 'workflows a second', measured: busy.length / seconds, unit: '/s' },
  { what: 'p50', measured: percentile(busy, 0.5), unit: 'ms' },
  { what: 'p99', measured: percentile(busy, 0.99), unit: 'ms' },
  { what: 'CPU of all processes', measured: cpuMs / busy.length, unit: 'ms each', atMost: 0.9 },
  ...[...used]
    .filter(([, one]) => one > 0.05)
    .sort(([, a], [, b]) => b - a)
    .map(([name, one]) => ({ what: `  ${name}`, measured: (one * 1_000) / busy.length, unit: 'ms each' })),
  { what: 'one client, p50', measured: percentile(idle, 0.5), unit: 'ms', atMost: 8 },
  { what: 'one client, p99', measured: percentile(idle, 0.99), unit: 'ms', atMost: 25 },
]);
agent.destroy();

async function save(of: Mesh): Promise<string> {
  const response = await fetch(`${of.url}/v1/workflows`, {
    method: 'POST',
    headers: { 'x-api-key': of.apiKey, 'content-type': 'application/yaml' },
    body: document,
  });
  if (!response.ok) throw new Error(await response.text());
  await ask(of, 'GET', '/v1/me');
  return ((await response.json()) as { id: string }).id;
}

/** Milliseconds of one workflow from its request to its answer. Throws when it did not complete. */
function run(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const since = performance.now();
  const headers = { 'x-api-key': mesh.apiKey, 'content-type': 'application/json', prefer: 'wait=30' };
  const sent = request(`${mesh.url}${path}`, { method: 'POST', agent, headers }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    answer.on('end', () => {
      if (answer.statusCode === 200 && text.includes('"status":"completed"')) resolve(performance.now() - since);
      else reject(new Error(`${answer.statusCode}: ${text}`));
    });
  });
  sent.on('error', reject);
  sent.end('{"input":{"n":0}}');
  return promise;
}
