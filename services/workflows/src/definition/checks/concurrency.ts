import type { Fault } from '@mesh/contracts/mesh-error';
import { MOST_OF_A_KEY } from '../concurrency.ts';
import type { WorkflowDocument } from '../document.ts';

/** Checks which executions wait for each other, and how many of them run at a time. */
export function* checkConcurrency({ document }: WorkflowDocument): Generator<Fault> {
  const { concurrency: limit = 1, concurrencyKey: key = 'any' } = document.metadata ?? {};
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > MOST_OF_A_KEY)
    yield { pointer: '/document/metadata/concurrency', message: `expected a whole number from 1 to ${MOST_OF_A_KEY}` };
  if (typeof key !== 'string' || key === '')
    yield { pointer: '/document/metadata/concurrencyKey', message: 'expected a text, which may hold expressions' };
}
