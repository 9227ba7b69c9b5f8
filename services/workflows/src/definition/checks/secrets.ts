import type { Fault } from '@mesh/contracts/mesh-error';
import { expressionsIn, unwrapped } from '../../expression/expression-text.ts';
import { secretsNamed } from '../../expression/secret-handles.ts';
import type { WorkflowDocument } from '../document.ts';
import { type ExpressionAt, expressionsOf, expressionsOfWorkflow } from './expressions-of.ts';
import type { TaskAt } from './tasks.ts';

/** Calls that the broker of credentials can make. */
const brokered = new Set(['http', 'openapi', 'mcp', 'a2a', 'llm', 'agent']);

/**
 * Checks that `$secrets` is used only where the broker can insert it: in arguments of HTTP calls, their `input.from`, and
 * reusable authentications. Anywhere else it would be written to the journal.
 */
export function* checkSecrets(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const there = new Set(document.use?.secrets ?? []);
  for (const one of expressionsOfWorkflow(document))
    yield* faultsOf(one, one.pointer.startsWith('/use/authentications/'), there);
  for (const at of tasks) {
    const { task, pointer } = at;
    const isBrokered = 'call' in task && brokered.has(task.call);
    const places = [`${pointer}/with/`, `${pointer}/input/from`];
    for (const one of expressionsOf(at))
      yield* faultsOf(one, isBrokered && places.some((place) => one.pointer.startsWith(place)), there);
  }
}

function* faultsOf(
  { pointer, text, whole }: ExpressionAt,
  isAllowed: boolean,
  there: ReadonlySet<string>,
): Generator<Fault> {
  for (const source of whole ? [unwrapped(text)] : expressionsIn(text)) {
    if (!/\$secrets\b/.test(source)) continue;
    const named = secretsNamed(source);
    if (!isAllowed) yield { pointer, message: 'secrets may stand in the arguments of calls over HTTP alone' };
    else if (!named) yield { pointer, message: 'spell out the secret, as in $secrets.name or $secrets.name.field' };
    else
      for (const { name } of named) if (!there.has(name)) yield { pointer, message: `\`use.secrets\` has no ${name}` };
  }
}
