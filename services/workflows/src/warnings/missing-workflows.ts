import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { WorkflowNeed } from '../definition/needs/need.ts';
import { placesOfMissing } from '../workflow/workflow-store.ts';
import type { Missing } from './missing.ts';

export async function missingWorkflows(
  needs: readonly WorkflowNeed[],
  db: Database<Schema>,
  workspaceId: string,
): Promise<Missing[]> {
  if (needs.length === 0) return [];
  const places = new Set(await db.inWorkspace(workspaceId, (trx) => placesOfMissing(trx, needs)));
  return needs.filter((_, place) => places.has(place)).map((need) => [need, refusalOf(need)] as const);
}

function refusalOf({ namespace, name, version }: WorkflowNeed): string {
  return `there is no active workflow ${namespace}/${name}${version === 'latest' ? '' : ` ${version}`}`;
}
