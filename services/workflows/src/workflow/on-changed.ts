import type { WorkflowRow } from './workflow-store.ts';

/** Told of a workflow that was saved or archived, once that is durable. */
export type OnChanged = (workspaceId: string, workflow: Pick<WorkflowRow, 'id' | 'namespace' | 'name'>) => void;
