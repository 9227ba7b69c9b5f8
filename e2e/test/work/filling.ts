import { randomBytes, randomUUID } from 'node:crypto';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const BYTES = 180 * 1_024;
const AT_ONCE = 8;
const IN_TURN = 4;
const document = () => `
document: ${named('filling')}
do: [{pass: {set: {n: 1}}}]
`;

/** Runs executions with incompressible inputs while `more` returns true. */
export async function fill(mesh: Mesh, more: () => Promise<boolean>): Promise<void> {
  const key = () => ({ 'idempotency-key': randomUUID() });
  const workflowId = await saveWorkflow(mesh, document());
  const some = async () => {
    for (let left = IN_TURN; left > 0; left--) {
      const input = { text: randomBytes(BYTES).toString('base64') };
      await patiently(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, { body: { input }, headers: key() });
    }
  };
  while (await more()) await Promise.all(Array.from({ length: AT_ONCE }, some));
}
