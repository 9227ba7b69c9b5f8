import type { getExecution } from '@mesh/contracts/executions';
import type { AnswerOf, Operation } from '@mesh/contracts/operation';
import type { CallOptions, Mesh } from '@mesh/sdk/mesh';
import type { Command } from './command.ts';
import { GOOD } from './exit-codes.ts';
import { onlyWord } from './only-word.ts';

export type Execution = AnswerOf<typeof getExecution>;
type Asking = (mesh: Mesh, asked: { params: { executionId: string } }, options: CallOptions) => Promise<Execution>;

/** A command that calls an operation on one execution, and prints the execution as JSON. */
export function executionCommand(verb: string, { summary }: Pick<Operation, 'summary'>, ask: Asking): Command {
  return {
    name: `executions ${verb}`,
    usage: 'EXECUTION',
    summary,
    options: {},
    mostWords: 1,
    async run(asked) {
      const { mesh, signal, say } = asked;
      const executionId = onlyWord(asked, 'EXECUTION');
      say(JSON.stringify(await ask(mesh, { params: { executionId } }, { signal }), null, 2));
      return GOOD;
    },
  };
}

/** One line of a list. */
export function executionLine({ id, status, workflow, startedAt }: Execution): string {
  return `${id}  ${status}  ${workflow.namespace}/${workflow.name} ${workflow.version}  ${startedAt}`;
}
