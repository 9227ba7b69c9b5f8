import { startServers } from '@mesh/testing/start-servers';
import { run } from './command.ts';
import { startLocalMesh } from './local-mesh.ts';
import { staticChecks } from './static-checks.ts';
import { add, lineOf, none, type Tally, tallyOfTests } from './tally.ts';

const stages: Record<string, () => Promise<Tally>> = {
  'types, lint, storeys and unit tests': staticChecks,
  'infra tests': async () => {
    const env = { ...process.env };
    await using _servers = await startServers(env, (line) => console.log(`servers: ${line}`));
    return await vitest('infra', env); // the servers stay until it has ended
  },
  'end-to-end tests': async () => {
    await using mesh = await startLocalMesh();
    return await vitest('e2e', { MESH_DIR: mesh.folder });
  },
};

async function vitest(project: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const { output, ok } = await run('vitest', ['run', '--project', project, '--passWithNoTests'], env);
  return tallyOfTests(output, ok);
}

/** `npm test`: every stage runs, whatever became of the one before; a stage that breaks is one failure. */
let total = none;
for (const [name, stage] of Object.entries(stages)) {
  console.log(`\n── ${name}`);
  const begun = performance.now();
  const tally = await stage().catch((error): Tally => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  console.log(`── ${name}: ${lineOf(tally)}, ${Math.round((performance.now() - begun) / 1000)} s`);
  total = add(total, tally);
}
console.log(`\n${lineOf(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
