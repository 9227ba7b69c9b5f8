import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { budget } from '../../plan/budget.ts';
import type { WorkflowDocument } from '../document.ts';

/** What an execution may spend on models, where the metadata of the document tells it. */
export function* checkBudget({ document }: WorkflowDocument): Generator<Fault> {
  const told = document.metadata?.['budget'];
  if (told === undefined) return;
  const read = budget.safeParse(told, { reportInput: false });
  for (const { path, message } of read.error?.issues ?? [])
    yield { pointer: `/document/metadata/budget${pointerOf(path.map(String))}`, message };
}
