import { scheduleInBatches } from '@mesh/testing/embedded/batch-scheduling';
import { meshFolder, runningMesh } from './mesh.ts';
import { contenders } from './peers/contenders.ts';
import { durability } from './peers/durability.ts';
import { installPeers } from './peers/install.ts';
import { type Measured, measure } from './peers/measure.ts';
import { openRoom } from './peers/room.ts';
import { middleOf, rateOf, tableOf } from './peers/table.ts';
import { report } from './report.ts';
import { workflowsDatabase } from './workflows-database.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 50);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 1);
const N8N = process.env['BENCH_N8N'];
const ONLY = process.env['BENCH_ENGINES']?.split(',');

const mesh = await runningMesh();
installPeers();
scheduleInBatches(); // as for the mesh
await using room = await openRoom(meshFolder);
console.log(`\nmesh   ${await durability(await workflowsDatabase(mesh))}`);
console.log(`peers  ${await durability(room.postgres)}`);
console.log('BullMQ has Redis with appendonly yes, appendfsync always; Restate its own log, fsync as it comes\n');

const taking = contenders(N8N).filter(({ name }) => ONLY?.some((one) => name.startsWith(one)) ?? true);
const rounds = new Map(taking.map(({ name }) => [name, [] as Measured[]]));
for (let round = 1; round <= ROUNDS; round++) {
  for (const contender of taking) {
    console.log(`${round}/${ROUNDS} ${contender.name} …`);
    try {
      const measured = await measure(contender, room, { clients: CLIENTS, seconds: SECONDS });
      rounds.get(contender.name)?.push(measured);
    } catch (error) {
      console.error(`${contender.name} could not be measured:`, error);
      process.exitCode = 1;
    }
  }
}
const results = new Map<string, Measured>();
for (const [name, some] of rounds) {
  const middle = middleOf(some);
  if (middle) results.set(name, middle);
}

/** Workflows a second; NaN if it did not take part. */
const rate = (name: string) => {
  const found = [...results].find(([one]) => one.startsWith(name));
  return found ? rateOf(found[1]) : Number.NaN;
};
console.log(`\nFive durable tasks, ${CLIENTS} clients for ${SECONDS} s, then one alone\n`);
console.log(tableOf(results, rate('DBOS')));
const figures = [
  { what: 'times DBOS', measured: rate('mesh') / rate('DBOS'), unit: 'x', atLeast: 15 },
  { what: 'times Restate', measured: rate('mesh') / rate('Restate'), unit: 'x', atLeast: 5 },
].filter(({ measured }) => !Number.isNaN(measured));
if (figures.length > 0) report('The mesh beside its peers', figures);
