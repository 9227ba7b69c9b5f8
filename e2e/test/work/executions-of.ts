import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';

const MOST_ITEMS = 100;

type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };

/** The ids of all executions of a workflow. */
export async function executionsOf(mesh: Mesh, workflowId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/v1/executions?workflow=${workflowId}&limit=${MOST_ITEMS}${from}`;
    const { body } = await patiently<Page>(mesh, 'GET', path);
    ids.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor;
  }
  return ids;
}
