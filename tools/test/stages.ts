import { run } from './command.ts';
import { add, endOf, lineOf, none, type Tally, tallyOfTests } from './tally.ts';

/** Runs every stage, whatever the result of the previous one; a stage that breaks is one failure. Prints the total at the end. */
export async function runStages(stages: Record<string, () => Promise<Tally>>): Promise<void> {
  let total = none;
  for (const [name, stage] of Object.entries(stages)) {
    console.log(`\n── ${name}`);
    const begun = performance.now();
    const tally = await stage().catch((error): Tally => {
      const message = error instanceof Error ? error.message : String(error);
      console.error(message);
      return { passed: 0, failures: [`${name}: ${message.split('\n')[0]}`] };
    });
    console.log(`── ${name}: ${lineOf(tally)}, ${Math.round((performance.now() - begun) / 1000)} s`);
    total = add(total, tally);
  }
  console.log(endOf(total));
  process.exitCode = total.failures.length > 0 ? 1 : 0;
}

/** The tests of one project of vitest, all or those below `folders`. */
export async function vitest(project: string, env: NodeJS.ProcessEnv = {}, ...folders: string[]): Promise<Tally> {
  const { output, ok } = await run('vitest', ['run', '--project', project, '--passWithNoTests', ...folders], env);
  return tallyOfTests(`${project} tests`, output, ok);
}
