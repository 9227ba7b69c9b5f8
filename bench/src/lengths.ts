import { runningMesh } from './mesh.ts';
import { report } from './report.ts';
import { openClients, runWorkflow } from './run-workflow.ts';
import { saveTasks } from './tasks.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 20);
const LONG = 1_000;
const SHORT = 5;

/** Tasks per second of executions with this many each, `CLIENTS` at once, `tasks` in total. */
async function rate(length: number, tasks: number): Promise<number> {
  const posting = { mesh, clients, path: await saveTasks(mesh, length) };
  await runWorkflow(posting);
  const began = performance.now();
  let left = Math.ceil(tasks / length);
  const client = async () => {
    while (left-- > 0) await runWorkflow(posting);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return tasks / ((performance.now() - began) / 1_000);
}

const mesh = await runningMesh();
const clients = openClients(mesh, CLIENTS);
const ratios: number[] = [];
const rates = { short: 0, long: 0 };
for (let round = 0; round < ROUNDS; round++) {
  rates.short = await rate(SHORT, CLIENTS * LONG);
  rates.long = await rate(LONG, CLIENTS * LONG);
  ratios.push(rates.long / rates.short);
}
await clients.close();
report(`Executions of ${LONG} tasks beside those of ${SHORT}, ${CLIENTS} clients, each task durable before the next`, [
  { what: `tasks a second, ${SHORT} tasks each`, measured: rates.short, unit: '/s' },
  { what: `tasks a second, ${LONG} tasks each`, measured: rates.long, unit: '/s' },
  { what: 'long to short, the worst round', measured: Math.min(...ratios), unit: '', atLeast: 0.7 },
]);
