import { type Mesh, save } from './mesh.ts';

/**
 * Saves a workflow of this many durable tasks in the mesh and returns the path that starts it. No task has an effect, so each is
 * made a checkpoint, whose result is durable before the next begins.
 */
export async function saveTasks(mesh: Mesh, count: number): Promise<string> {
  const task = (_: unknown, at: number) =>
    `  - step${at + 1}: {set: {n: '\${ .n + ${at + 1} }'}, metadata: {checkpoint: true}}`;
  const document = `document: {dsl: 1.0.0, namespace: bench, name: tasks-${count}, version: 1.0.0}
do:
${Array.from({ length: count }, task).join('\n')}
`;
  return `/v1/workflows/${await save(mesh, document)}/executions`;
}
