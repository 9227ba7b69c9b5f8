import type { About } from '../execution/about.ts';
import type { Plan } from '../plan/plan.ts';

export const MOST_OF_A_KEY = 10_000;

/**
 * How many executions of one key run at a time: `document.metadata.concurrency`. One unless that is a whole number, as it need
 * not be in documents that were saved before that was checked.
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

/** A key is one of its workflow, in all its versions. */
export function keyOf(
  { workspaceId, namespace, name }: Pick<About, 'workspaceId' | 'namespace' | 'name'>,
  key: string,
): string {
  return `${workspaceId} ${namespace}/${name} ${key}`;
}
