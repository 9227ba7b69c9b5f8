import { randomUUID } from 'node:crypto';
import { startExecution } from '@mesh/contracts/executions';
import type { Asked, Command } from '../command.ts';
import { executionLine } from '../execution-command.ts';
import { GOOD } from '../exit-codes.ts';
import { endOf, followExecution } from '../follow-execution.ts';
import { onlyWord } from '../only-word.ts';
import { textOfFile } from '../text-of-file.ts';
import { UsageError } from '../usage-error.ts';

export const workflowsStart: Command = {
  name: 'workflows start',
  usage: 'WORKFLOW [--input JSON|@FILE] [--follow]',
  summary: startExecution.summary,
  options: { input: { type: 'string' }, follow: { type: 'boolean', default: false } },
  mostWords: 1,
  async run(asked) {
    const { mesh, signal, say, complain, values } = asked;
    const params = { workflowId: onlyWord(asked, 'WORKFLOW') };
    const body = await inputOf(values);
    const begun = await mesh.workflows.startExecution({ params, body }, { signal, idempotencyKey: randomUUID() });
    if (values['follow'] !== true) {
      say(executionLine(begun));
      return GOOD;
    }
    complain(executionLine(begun));
    return endOf(asked, await followExecution(asked, begun.id, complain));
  },
};

/** `@` names a file, as in curl. */
async function inputOf({ input }: Asked['values']): Promise<{ input?: unknown }> {
  if (typeof input !== 'string') return {};
  const text = input.startsWith('@') ? await textOfFile(input.slice(1)) : input;
  try {
    return { input: JSON.parse(text) as unknown };
  } catch (error) {
    throw new UsageError(`the input is no JSON: ${(error as Error).message}`);
  }
}
