import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { openGuard } from '@mesh/testing/guard';
import { startServers } from '@mesh/testing/start-servers';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { run } from '../command.ts';
import { tallyOfTests } from '../tally.ts';
import { edited, type Mutation } from './mutation.ts';
import { safetyLines } from './safety-lines.ts';
import { copyInto } from './scratch-copy.ts';

/**
 * Removes the safety lines one at a time in a copy of this checkout, and reports which tests notice: a soak of an hour. Words
 * choose lines by what they are `without`. Exits with 1 if no test notices a missing line, or a test fails without any change.
 */
const root = new URL('../../../', import.meta.url);
const words = process.argv.slice(2);
const chosen = safetyLines.filter(({ without }) => words.every((word) => without.includes(word)));

using scratch = temporaryFolder('mutations');
using guard = openGuard();
guard.watch({ folder: scratch.path });
copyInto(scratch.path, root);
const copy = pathToFileURL(`${scratch.path}/`);
const env = { ...process.env };
await using _servers = await startServers(env, (line) => console.log(`servers: ${line}`));

/** The tests that fail, by name. */
async function failuresOf(project: string, tests: readonly string[], ...more: string[]): Promise<readonly string[]> {
  const { output, ok } = await run('vitest', ['run', '--project', project, ...more, ...tests], env, copy);
  return tallyOfTests(`${project} tests`, output, ok).failures;
}

async function failuresWithout({ edits, project, tests }: Mutation): Promise<readonly string[]> {
  const before = new Map<URL, string>();
  try {
    for (const edit of edits) {
      const file = new URL(edit.file, copy);
      before.set(file, await readFile(file, 'utf8'));
      await writeFile(file, await edited(copy, edit));
    }
    return await failuresOf(project, tests, '--bail', '1');
  } finally {
    for (const [file, text] of [...before].reverse()) await writeFile(file, text);
  }
}

const told: string[] = [];
let noticed = 0;
for (const mutation of chosen) {
  console.log(`\n── without ${mutation.without}`);
  const [failure] = await failuresWithout(mutation);
  if (failure) noticed += 1;
  told.push(`${failure ? 'red' : 'MISSED'}  without ${mutation.without}${failure ? `: ${failure}` : ''}`);
  console.log(told.at(-1));
}
for (const project of ['unit', 'infra'] as const) {
  const tests = new Set(chosen.flatMap((one) => (one.project === project ? one.tests : [])));
  const failures = tests.size > 0 ? await failuresOf(project, [...tests]) : [];
  told.push(...failures.map((failure) => `fails without any change: ${failure}`));
}
console.log(`\n${told.join('\n')}\n${noticed} of ${chosen.length} noticed`);
process.exitCode = told.every((line) => line.startsWith('red')) ? 0 : 1;
