import type { Fault } from '@mesh/contracts/mesh-error';
import { MOST_OF_A_KEY } from '../../queue/concurrency.ts';
import type { WorkflowDocument } from '../document.ts';

/** Checks the concurrency limit in the metadata of the document. */
export function* checkConcurrency({ document }: WorkflowDocument): Generator<Fault> {
  const told = document.metadata?.['concurrency'];
  if (told === undefined || (Number.isInteger(told) && Number(told) >= 1 && Number(told) <= MOST_OF_A_KEY)) return;
  yield { pointer: '/document/metadata/concurrency', message: `expected a whole number from 1 to ${MOST_OF_A_KEY}` };
}
