import { installPlugin } from '../../demo/main-job.ts';
import type { Mesh } from '../../src/mesh.ts';
import { saveWorkflow } from '../work/save-workflow.ts';
import { COLLECTION, CREDENTIAL, child, parent, TOLD } from './documents.ts';
import { keyed } from './keyed.ts';

export type Prepared = { readonly workflow: string; readonly hook: { readonly path: string; readonly secret: string } };

/** Creates what executions of `parent` need, with a ledger at `url`. */
export async function prepare(mesh: Mesh, url: string): Promise<Prepared> {
  const allowedHosts = [new URL(url).host];
  const credential = { name: CREDENTIAL, type: 'http-bearer', data: { token: 'spent' }, allowedHosts };
  await keyed(mesh, 'POST', '/v1/credentials', credential);
  await installPlugin(mesh);
  await keyed(mesh, 'PUT', `/v1/collections/${COLLECTION}`, { dimensions: 3 });
  await keyed(mesh, 'POST', `/v1/collections/${COLLECTION}/points`, { points: [{ id: 'one', vector: [1, 0, 0] }] });
  await keyed(mesh, 'POST', '/v1/webhook-endpoints', { url: `${url}/told`, types: [TOLD] });
  await saveWorkflow(mesh, child(url));
  const workflow = await saveWorkflow(mesh, parent(url));
  const verify = { scheme: 'standard' };
  return { workflow, hook: await keyed(mesh, 'POST', `/v1/workflows/${workflow}/hooks`, { verify }) };
}
