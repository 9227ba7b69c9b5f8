import { natsOfImage } from '@mesh/testing/newest-nats';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { run } from './command.ts';
import { add, lineOf, type Tally, tallyOfTests } from './tally.ts';

/** What only other servers than this machine's can show: the newest broker, broken, and PostgreSQL with pgvector. */
const again = ['libs/outbox', 'libs/bus', 'services/vectors'];

/** The container tests, then those again whose servers matter, against the engine that the environment names. */
const images = await vitest(['--project', 'container']);
using folder = temporaryFolder('nats-of-image');
const newest = await natsOfImage(folder.path);
const servers = await vitest(['--project', 'infra', ...again], { MESH_TEST_NATS_BINARIES: newest });
const total = add(images, servers);
console.log(`\n${lineOf(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function vitest(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Tally> {
  const { output, ok } = await run('vitest', ['run', ...args, '--passWithNoTests'], env);
  return tallyOfTests(output, ok);
}
