import type { WorkflowDocument } from './document.ts';

/** Which lifecycle events of the DSL are published: none, those of workflows, or those of their tasks as well. */
export const lifecycles = ['none', 'workflows', 'tasks'] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** The document's own setting, if any. */
export function lifecycleOf({ document: { metadata } }: WorkflowDocument): Lifecycle | undefined {
  return lifecycles.find((level) => level === metadata?.['lifecycleEvents']);
}
