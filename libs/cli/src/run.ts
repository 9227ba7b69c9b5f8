import { parseArgs } from 'node:util';
import { connect } from '@mesh/sdk/connect';
import { ProblemError } from '@mesh/sdk/problem-error';
import type { Command, Surroundings } from './command.ts';
import { commands, help } from './commands.ts';
import { GOOD, INTERRUPTED, NOT_ASKED, WRONG_USAGE } from './exit-codes.ts';
import { findMesh } from './find-mesh.ts';
import { UsageError } from './usage-error.ts';

/** Runs the command in the arguments. Never throws; returns the exit code. */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, signal, say, complain } = surroundings;
  if (words.length === 0 || ['help', '--help', '-h'].includes(words[0] as string)) {
    say(help());
    return words.length === 0 ? WRONG_USAGE : GOOD;
  }
  try {
    const command = commands.find(({ name }) => words.slice(0, 2).join(' ') === name);
    if (!command) throw new UsageError(`there is no command ${words.slice(0, 2).join(' ')}`);
    const { values, positionals } = argumentsOf(command, words.slice(2));
    const mesh = connect(await findMesh(env));
    return await command.run({ ...surroundings, mesh, values, words: positionals });
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    complain(`mesh: ${sentenceOf(error)}`);
    return error instanceof UsageError ? WRONG_USAGE : NOT_ASKED;
  }
}

function argumentsOf({ name, usage, options, mostWords }: Command, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: mostWords > 0, strict: true });
    if (positionals.length > mostWords) throw new TypeError(`too many words: ${positionals.join(' ')}`);
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nusage: mesh ${name} ${usage}`);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const places = error.errors.map(({ pointer, message }) => ` (${pointer}: ${message})`);
    return `${error.message}${places.join('')}${error.requestId ? ` [${error.requestId}]` : ''}`;
  }
  if (error instanceof TypeError) return 'the mesh does not answer';
  return error instanceof Error ? error.message : String(error);
}
