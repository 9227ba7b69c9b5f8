import type { Json } from '@mesh/jq/json';
import type { About } from '../execution/about.ts';
import type { Plan } from '../plan/plan.ts';

export const MOST_OF_A_KEY = 10_000;

/**
 * How many executions of one key run at a time: `document.metadata.concurrency`. One unless that is a whole number, as it need
 * not be in documents that were saved before that was checked.
 */
export function concurrencyOf({ document }: Pick<Plan, 'document'>): number {
  const { document: head } = document as { readonly document?: { readonly metadata?: Record<string, Json> } };
  const told = head?.metadata?.['concurrency'];
  return typeof told === 'number' && Number.isInteger(told) && told >= 1 ? Math.min(told, MOST_OF_A_KEY) : 1;
}

/** A key is one of its workflow, in all its versions. */
export function keyOf({ workspaceId, namespace, name }: About, key: string): string {
  return `${workspaceId} ${namespace}/${name} ${key}`;
}
