import type { Mesh } from './mesh.ts';

/** Five tasks, each result durable before the next begins: no task asks the world, so each is made a checkpoint. */
const document = `document: {dsl: 1.0.0, namespace: bench, name: five-tasks, version: 1.0.0}
do:
${[1, 2, 3, 4, 5].map((n) => `  - step${n}: {set: {n: '\${ .n + ${n} }'}, metadata: {checkpoint: true}}`).join('\n')}
`;

/** Saves the workflow in the mesh and gives the path under which it is started. */
export async function saveFiveTasks({ url, apiKey }: Mesh): Promise<string> {
  const response = await fetch(`${url}/v1/workflows`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/yaml' },
    body: document,
  });
  if (!response.ok) throw new Error(await response.text());
  const { id } = (await response.json()) as { id: string };
  return `/v1/workflows/${id}/executions`;
}
