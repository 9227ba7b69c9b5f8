import type { About } from '../execution/about.ts';
import type { Plan } from '../plan/plan.ts';

export const MOST_OF_A_KEY = 10_000;

/**
 * How many executions of one key run at a time: `document.metadata.concurrency`. 1 if that is not an integer, as in documents
 * saved before it was validated.
 */
export function concurrencyOf({ document }: Pick<Plan, 'document'>): number {
  const { document: head } = document as {
    readonly document?: { readonly metadata?: Readonly<Record<string, unknown>> };
  };
  return concurrencyIn(head?.metadata);
}

export function concurrencyIn(metadata: Readonly<Record<string, unknown>> | undefined): number {
  const told = metadata?.['concurrency'];
  return typeof told === 'number' && Number.isInteger(told) && told >= 1 ? Math.min(told, MOST_OF_A_KEY) : 1;
}

/** Keys are scoped to a workflow, across its versions. */
export function keyOf(
  { workspaceId, namespace, name }: Pick<About, 'workspaceId' | 'namespace' | 'name'>,
  key: string,
): string {
  return `${workspaceId} ${namespace}/${name} ${key}`;
}
