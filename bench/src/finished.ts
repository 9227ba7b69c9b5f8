import { closedLoop } from './closed-loop.ts';
import { runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';
import { openClients, runWorkflow } from './run-workflow.ts';
import { saveTasks } from './tasks.ts';
import { copyFinished, finishedCount, tidy } from './workflows-database.ts';

const FINISHED = Number(process.env['BENCH_FINISHED'] ?? 1_000_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const CLIENTS = 50;
const AT_ONCE = 10_000;

const mesh = await runningMesh();
const clients = openClients(mesh, CLIENTS);
const posting = { mesh, clients, path: await saveTasks(mesh, 5) };

/** Workflows a second in the median round. */
async function rate(): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const { took, seconds } = await closedLoop({ clients: CLIENTS, seconds: SECONDS }, () => runWorkflow(posting));
    if (round > 0) rounds.push(took.length / seconds); // the first warms up
  }
  return percentile(rounds, 0.5);
}

const few = await rate();
const finished = await finishedCount(mesh);
for (let made = finished; made < FINISHED; made += AT_ONCE) await copyFinished(mesh, AT_ONCE);
await tidy(mesh);
const many = await rate();
await clients.close();

report(`With ${FINISHED} finished executions in the database, each with its journal`, [
  { what: `workflows a second beside ${finished} finished`, measured: few, unit: '/s' },
  { what: `workflows a second beside ${FINISHED}`, measured: many, unit: '/s' },
  { what: 'what is left of the rate', measured: many / few, unit: '', atLeast: 0.9 },
]);
