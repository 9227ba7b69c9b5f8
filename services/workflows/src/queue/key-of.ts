import type { About } from '../execution/about.ts';

/** Keys are scoped to a workflow, across its versions. */
export function keyOf(
  { workspaceId, namespace, name }: Pick<About, 'workspaceId' | 'namespace' | 'name'>,
  key: string,
): string {
  return `${workspaceId} ${namespace}/${name} ${key}`;
}
