import type { WorkflowDocument } from './document.ts';

/** Of what lifecycle events of the DSL are told: of nothing, of executions, or of their tasks as well. */
export const lifecycles = ['none', 'workflows', 'tasks'] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** Where the document says. */
export function lifecycleOf({ document: { metadata } }: WorkflowDocument): Lifecycle | undefined {
  return lifecycles.find((level) => level === metadata?.['lifecycleEvents']);
}
