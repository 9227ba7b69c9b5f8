import type { Asked } from './command.ts';
import type { Execution } from './execution-command.ts';
import { FOUND_BROKEN, GOOD } from './exit-codes.ts';

/** Prints each entry of the history until the execution has ended. Returns how it ended. */
export async function followExecution(
  { mesh, signal }: Pick<Asked, 'mesh' | 'signal'>,
  executionId: string,
  tell: (line: string) => void,
): Promise<Execution> {
  for await (const told of mesh.executions.follow(executionId, { signal })) {
    if (told.kind === 'reset') tell('the history begins anew');
    else tell(`${told.item.at}  ${[told.item.type, told.item.task].filter(Boolean).join('  ')}`);
  }
  return mesh.workflows.getExecution({ params: { executionId } }, { signal });
}

/** Prints the result: the output, or why there is none. */
export function endOf({ say, complain }: Pick<Asked, 'say' | 'complain'>, execution: Execution): number {
  const { id, status, output = null, error } = execution;
  if (status === 'completed') {
    say(JSON.stringify(output, null, 2));
    return GOOD;
  }
  const why = error && `: ${[error.title ?? error.type, error.detail, error.instance].filter(Boolean).join(', ')}`;
  complain(`${id} is ${status}${why ?? ''}`);
  return FOUND_BROKEN;
}
