import type { workflow } from '@mesh/contracts/workflows';
import type { z } from 'zod';
import type { WorkflowRow } from './workflow-store.ts';

/** A workflow as callers see it. */
export function shownWorkflow({ archivedAt, createdAt, ...row }: WorkflowRow): z.input<typeof workflow> {
  return { ...row, status: archivedAt === null ? 'active' : 'archived', createdAt: createdAt.toISOString() };
}

/** A workflow as events carry it. */
export function toldWorkflow({ id, namespace, name, version, digest }: WorkflowRow) {
  return { workflowId: id, namespace, name, version, digest };
}
