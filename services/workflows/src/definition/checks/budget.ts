import { faultsOfIssue } from '@mesh/contracts/faults-of-issue';
import type { Fault } from '@mesh/contracts/mesh-error';
import { budget } from '../budget.ts';
import type { WorkflowDocument } from '../document.ts';

/** Checks the budget in the metadata of the document. */
export function* checkBudget({ document }: WorkflowDocument): Generator<Fault> {
  const told = document.metadata?.['budget'];
  if (told === undefined) return;
  const read = budget.safeParse(told, { reportInput: false });
  for (const issue of read.error?.issues ?? [])
    yield* faultsOfIssue(issue, '/document/metadata/budget', 'is no field of a budget');
}
