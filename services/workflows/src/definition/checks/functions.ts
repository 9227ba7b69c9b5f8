import { escaped } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { ownCalls } from '../dsl/own-calls.ts';
import type { TaskAt } from './tasks.ts';

const PLACE = '/use/functions/';
type Call = { readonly from: string; readonly to: string; readonly pointer: string };

/**
 * Checks that no function calls itself, directly or through others, since calls are compiled inline; and that none has the name
 * of a built-in call, which would hide it.
 */
export function* checkFunctions({ use }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const names = new Set(Object.keys(use?.functions ?? {}).map(escaped));
  for (const name of ownCalls.filter((one) => names.has(one)))
    yield { pointer: PLACE + name, message: `\`call: ${name}\` is no call of a function: name it otherwise` };
  const calls = tasks.flatMap((at) => callIn(at) ?? []).filter(({ to }) => names.has(to));
  for (const { from, to, pointer } of calls)
    if (reaches(calls, to, from)) yield { pointer, message: 'this way the function calls itself' };
}

function callIn({ task, pointer }: TaskAt): Call | undefined {
  if (!('call' in task) || !pointer.startsWith(PLACE)) return undefined;
  const [from = ''] = pointer.slice(PLACE.length).split('/', 1);
  return { from, to: escaped(task.call), pointer: `${pointer}/call` };
}

function reaches(calls: readonly Call[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const one of seen) for (const call of calls) if (call.from === one) seen.add(call.to);
  return seen.has(to);
}
