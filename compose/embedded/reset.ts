import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { meshFolders } from './folders.ts';
import { ProcessLedger } from './process-ledger.ts';
import { holderOf } from './single-start.ts';

const folders = meshFolders(process.env);
const running = holderOf(folders.mesh);
if (running) {
  console.error(`The mesh runs (process ${running}): stop it with Ctrl-C first.`);
  process.exit(1);
}
if (existsSync(folders.mesh)) {
  await new ProcessLedger(folders.processes).endLeftovers();
  // Unpacked tools stay, since they hold no data.
  for (const name of readdirSync(folders.mesh)) {
    if (name !== 'tools') rmSync(join(folders.mesh, name), { recursive: true, force: true });
  }
}
rmSync(folders.postgres, { recursive: true, force: true });
console.log('The data, the keys and the logs of the local mesh are gone.');
