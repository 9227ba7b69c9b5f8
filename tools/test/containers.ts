import { run } from './command.ts';
import { lineOf, tallyOfTests } from './tally.ts';

/** The container tests, against the engine that the environment names. */
const { output, ok } = await run('vitest', ['run', '--project', 'container', '--passWithNoTests']);
const tally = tallyOfTests(output, ok);
console.log(`\n${lineOf(tally)}`);
process.exitCode = tally.failed > 0 ? 1 : 0;
