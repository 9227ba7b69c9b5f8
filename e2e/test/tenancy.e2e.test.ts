import { beforeAll, expect, test } from 'vitest';
import { ask, Problem } from '../src/ask.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';
import { saveWorkflow } from './work/save-workflow.ts';

let owner: Mesh;
let stranger: Mesh;

beforeAll(async () => {
  owner = await findMesh();
  const name = `stranger-${Date.now()}`;
  const { body } = await ask<{ id: string; apiKey: string }>(owner, 'POST', '/v1/workspaces', { body: { name } });
  stranger = { ...owner, apiKey: body.apiKey, workspaceId: body.id };
});

/** The refusal without what differs between any two requests. */
async function refusalOf(path: string): Promise<object> {
  const problem = await ask(stranger, 'GET', path).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof Problem)) throw new Error(`${path} was answered to a stranger`);
  const { requestId: _r, traceId: _t, instance: _i, ...same } = problem.body;
  return same;
}

const workflow = 'document: {dsl: 1.0.0, namespace: e2e, name: tenancy, version: 1.0.0}\ndo: [{one: {set: {a: 1}}}]\n';

test('what one workspace makes does not exist for another', async () => {
  const { body: credential } = await ask<{ id: string }>(owner, 'POST', '/v1/credentials', {
    body: { name: `tenancy-${Date.now()}`, type: 'http-bearer', data: { token: 'a-secret-of-the-owner' } },
  });
  const workflowId = await saveWorkflow(owner, workflow);
  const { body: run } = await ask<{ id: string }>(owner, 'POST', `/v1/workflows/${workflowId}/executions`, {
    body: {},
  });
  const never = (id: string) => `${id.slice(0, -8)}00000000`;
  for (const [kind, id] of [
    ['credentials', credential.id],
    ['workflows', workflowId],
    ['executions', run.id],
  ] as const) {
    const foreign = await refusalOf(`/v1/${kind}/${id}`);
    expect(foreign).toMatchObject({ status: 404, code: 'not-found' });
    const text = JSON.stringify(await refusalOf(`/v1/${kind}/${never(id)}`)).replaceAll(never(id), id);
    expect(JSON.stringify(foreign)).toBe(text);
  }
});

test('a stranger’s lists are empty', async () => {
  for (const kind of ['credentials', 'workflows', 'executions', 'collections', 'installations']) {
    const { body } = await ask<{ items: unknown[] }>(stranger, 'GET', `/v1/${kind}`);
    expect(body.items, kind).toEqual([]);
  }
});
