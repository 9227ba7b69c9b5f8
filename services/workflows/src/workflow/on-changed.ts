import type { WorkflowRow } from './workflow-store.ts';

/** Called after a workflow was durably saved or archived. */
export type OnChanged = (workspaceId: string, workflow: Pick<WorkflowRow, 'id' | 'namespace' | 'name'>) => void;
