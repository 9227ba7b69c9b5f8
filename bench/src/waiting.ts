import { setTimeout as sleep } from 'node:timers/promises';
import { residentMiB } from './memory.ts';
import { ask, runningMesh, save } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';
import { allTold, ended, waitingCount } from './workflows-database.ts';

const CROWD = Number(process.env['BENCH_WAITING'] ?? 100_000);
const PROBES = Number(process.env['BENCH_PROBES'] ?? 1_000);
const BATCH = 1_000;
const AT_ONCE = 10;
const PAUSE_MS = 100;
const SETTLE_MS = 10_000;
const PROBE_SECONDS = 5;

type Order = { readonly order: string };

const mesh = await runningMesh();
const run = Date.now().toString(36);
const workflow = (name: string, task: string) =>
  save(
    mesh,
    `document: {dsl: 1.0.0, namespace: bench, name: ${name}-${run}, version: 1.0.0}\ndo:\n  - task: ${task}\n`,
  );
const orders = (count: number, from = 0): Order[] =>
  Array.from({ length: count }, (_, at) => ({ order: `${run}-${from + at}` }));
async function start(id: string, inputs: readonly object[]): Promise<void> {
  for (let at = 0; at < inputs.length; at += BATCH)
    await ask(mesh, 'POST', `/v1/workflows/${id}/executions:batch`, { inputs: inputs.slice(at, at + BATCH) });
}
/** The lateness of all executions, once there are this many. */
async function lateness(id: string, count: number, dueMs: (one: { input: Order; startedMs: number }) => number) {
  let all = await ended<Order>(mesh, id);
  for (; all.length < count; all = await ended<Order>(mesh, id)) await sleep(SETTLE_MS / 10);
  return all.map((one) => one.endedMs - dueMs(one));
}

const resting = await workflow('rests', '{wait: {hours: 6}}');
const expect = "from: '${ .data.order }', expect: '${ $input.order }'";
const hearing = await workflow(
  'hears',
  `{listen: {to: {one: {with: {type: bench.order}, correlate: {order: {${expect}}}}}}}`,
);
const waking = await workflow('wakes', `{wait: {seconds: ${PROBE_SECONDS}}}`);

const began = performance.now();
await start(resting, orders(CROWD / 2));
await start(hearing, orders(CROWD / 2));
while ((await waitingCount(mesh, [resting, hearing])) < CROWD) await sleep(SETTLE_MS / 10);
await allTold(mesh, SETTLE_MS / 10);
const seconds = (performance.now() - began) / 1_000;
await sleep(SETTLE_MS);
const memory = await residentMiB(mesh.services['workflows']?.pid ?? 0);

const told = new Map<string, number>();
for (let at = 0; at < PROBES; at += AT_ONCE) {
  const probes = orders(AT_ONCE, at);
  await start(waking, probes);
  await Promise.all(
    probes.map(async (data) => {
      told.set(data.order, Date.now());
      const event = { specversion: '1.0', id: data.order, source: 'bench', type: 'bench.order', data };
      await ask(mesh, 'POST', '/v1/events', event, 'application/cloudevents+json');
    }),
  );
  await sleep(PAUSE_MS);
}
const woken = await lateness(waking, PROBES, ({ startedMs }) => startedMs + PROBE_SECONDS * 1_000);
const heard = await lateness(hearing, PROBES, ({ input }) => told.get(input.order) ?? Number.NaN);

report(
  `${CROWD} executions that wait, half for the clock and half for an event; brought there in ${seconds.toFixed(0)} s`,
  [
    { what: 'memory of workflows', measured: memory, unit: 'MiB', atMost: 300 },
    { what: 'timers, p50 after they were due', measured: percentile(woken, 0.5), unit: 'ms' },
    { what: 'timers, p99', measured: percentile(woken, 0.99), unit: 'ms', atMost: 1_000 },
    { what: 'events, p50 from the request to the end', measured: percentile(heard, 0.5), unit: 'ms' },
    { what: 'events, p99', measured: percentile(heard, 0.99), unit: 'ms', atMost: 1_000 },
  ],
);
