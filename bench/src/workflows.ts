import { readFileSync } from 'node:fs';
import { closedLoop } from './closed-loop.ts';
import { cpuMs, measured } from './measured.ts';
import { meshFolder, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';
import { openClients, runBatch, runWorkflow } from './run-workflow.ts';
import { saveTasks } from './tasks.ts';
import { allEnded } from './workflows-database.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 50);
const IDLE_SAMPLES = Number(process.env['BENCH_IDLE_SAMPLES'] ?? 200);
const BATCHES = Number(process.env['BENCH_BATCHES'] ?? 10);
const BATCH = 500;
const LOOK_MS = 20;

const mesh = await runningMesh();
const root = Number(readFileSync(`${meshFolder}/start.pid`, 'utf8'));
const clients = openClients(mesh, CLIENTS);
const posting = { mesh, clients, path: await saveTasks(mesh, 5) };
const sideBySide = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));

await sideBySide(10, async () => {
  for (let i = 0; i < 20; i++) await runWorkflow(posting); // warms up
});

const idle: number[] = [];
const alone = await measured(mesh, root, async () => {
  while (idle.length < IDLE_SAMPLES) idle.push(await runWorkflow(posting));
  return idle.length;
});
let busy: readonly number[] = [];
const loaded = await measured(mesh, root, async () => {
  busy = (await closedLoop({ clients: CLIENTS, seconds: SECONDS }, () => runWorkflow(posting))).took;
  return busy.length;
});
const inBatches = await measured(mesh, root, async () => {
  await sideBySide(2, async () => {
    for (let i = 0; i < BATCHES / 2; i++) await runBatch(posting, BATCH);
  });
  await allEnded(mesh, LOOK_MS);
  return BATCHES * BATCH;
});
await clients.close();

report(`One client, ${alone.count} workflows of five durable tasks over HTTP`, [
  { what: 'p50', measured: percentile(idle, 0.5), unit: 'ms', atMost: 8 },
  { what: 'p99', measured: percentile(idle, 0.99), unit: 'ms', atMost: 25 },
  { what: 'commits', measured: alone.commits / alone.count, unit: 'each', atMost: 6 },
]);
report(`${CLIENTS} clients, ${loaded.count} workflows in ${loaded.seconds.toFixed(1)} s`, [
  { what: 'workflows a second', measured: loaded.count / loaded.seconds, unit: '/s', atLeast: 2_000 },
  { what: 'p50', measured: percentile(busy, 0.5), unit: 'ms' },
  { what: 'p99', measured: percentile(busy, 0.99), unit: 'ms' },
  { what: 'commits', measured: loaded.commits / loaded.count, unit: 'each', atMost: 1 },
  { what: 'CPU of all processes', measured: cpuMs(loaded), unit: 'ms each', atMost: 0.9 },
  ...[...loaded.cpu]
    .filter(([, one]) => one > 0.05)
    .sort(([, a], [, b]) => b - a)
    .map(([name, one]) => ({ what: `  ${name}`, measured: (one * 1_000) / loaded.count, unit: 'ms each' })),
]);
report(
  `Batches of ${BATCH}, ${inBatches.count} workflows in ${inBatches.seconds.toFixed(1)} s, from the first request to the last end`,
  [
    { what: 'workflows a second', measured: inBatches.count / inBatches.seconds, unit: '/s', atLeast: 4_000 },
    { what: 'CPU of all processes', measured: cpuMs(inBatches), unit: 'ms each' },
  ],
);
