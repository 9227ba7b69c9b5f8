import { startLocalMesh } from '@mesh/testing/local-mesh';
import { startServers } from '@mesh/testing/start-servers';
import { runStages, vitest } from './stages.ts';
import { staticChecks } from './static-checks.ts';

/** `npm test`: everything that this machine can test by itself. */
await runStages({
  'types, lint, storeys and unit tests': staticChecks,
  'infra tests': async () => {
    const env = { ...process.env };
    await using _servers = await startServers(env, (line) => console.log(`servers: ${line}`));
    return await vitest('infra', env); // the servers run until it has ended
  },
  'end-to-end tests': async () => {
    await using mesh = await startLocalMesh({ WORKFLOWS_PROCESSES: '2' });
    return await vitest('e2e', { MESH_DIR: mesh.folder });
  },
});
