import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { scheduleInBatches } from '@mesh/testing/embedded/batch-scheduling';
import { meshFolders } from './folders.ts';
import { gatewayPort } from './gateway-port.ts';
import type { LocalMesh } from './local-file.ts';
import { localSecrets } from './local-secrets.ts';
import { ProcessLedger } from './process-ledger.ts';
import { bold, dim, note } from './progress.ts';
import { runMesh } from './run-mesh.ts';
import { holdFolder } from './single-start.ts';
import { StartError } from './start-error.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

try {
  await using opened = new AsyncDisposableStack();
  const folders = meshFolders(process.env);
  for (const folder of [folders.mesh, folders.logs]) mkdirSync(folder, { recursive: true, mode: 0o755 });
  opened.use(holdFolder(folders.mesh));
  const ledger = new ProcessLedger(folders.processes);
  const leftovers = await ledger.endLeftovers();
  if (leftovers.length > 0) note('tidied', `an earlier start had left ${leftovers.join(', ')} running`);
  const port = await gatewayPort(process.env);
  const secrets = localSecrets(folders.mesh);

  console.log(`\n${bold('Automatos Mesh')} ${dim(`starts in ${relative(process.cwd(), folders.mesh) || '.'}`)}\n`);
  if (!scheduleInBatches()) note('scheduling', 'as usual: there is no chrt that would schedule it in batches');
  const scene = { env: process.env, folders, secrets, ledger, opened, signal: stop.signal };
  printReady(await runMesh(scene, port));
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  console.log(dim('\nstopping …'));
} catch (error) {
  if (stop.signal.aborted) process.exit(0); // told to stop while it started; everything is closed
  console.error(`\n${error instanceof StartError ? error.message : reasonOf(error)}`);
  process.exitCode = 1;
}

function printReady({ url, apiKey }: LocalMesh): void {
  const seconds = (performance.now() / 1000).toFixed(1);
  console.log(`
${bold('The mesh is ready')} ${dim(`after ${seconds} s; Ctrl-C stops it, npm run reset forgets its data`)}

  gateway   ${bold(url)}   ${dim(`${url}/docs`)}
  API key   ${apiKey}

  Try       curl -H 'x-api-key: ${apiKey}' ${url}/v1/workflows
  Then      npm run demo
`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
