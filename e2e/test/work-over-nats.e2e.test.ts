import { connect } from '@mesh/sdk/connect';
import { worker } from '@mesh/sdk/worker';
import { natsAccess, overNats } from '@mesh/sdk/worker/over-nats';
import { connect as connectNats } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { findMesh } from '../src/mesh.ts';
import { saveWorkflow } from './work/save-workflow.ts';

const name = `work-${Date.now()}`;
const queue = `${name}.jobs`;
const document = `
document: {dsl: 1.0.0, namespace: e2e, name: ${name}, version: 1.0.0}
do:
  - double: {call: worker, with: {queue: ${queue}, input: '\${ . }'}}
  - told: {set: {doubled: '\${ .n }'}}
`;

test('a worker with no more than the right to work does tasks over NATS, and hears and says nothing else', async (context) => {
  const mesh = await findMesh();
  const access = await ask<{ available: boolean }>(mesh, 'GET', '/v1/nats-access');
  if (!access.body.available || !mesh.natsUrl) return context.skip('the broker is older than 2.10 and admits no keys');
  const body = { name: `worker ${name}`, scopes: ['tasks:work'] };
  const made = await ask<{ key: string }>(mesh, 'POST', '/v1/api-keys', { body });
  const { key } = made.body;
  const [server = ''] = mesh.natsUrl.split('@').slice(-1);
  await using nats = await connectNats({ servers: server, ...natsAccess(key) });
  const stop = new AbortController();
  const doubled = ({ input }: { input: unknown }) => ({ n: (input as { n: number }).n * 2 });
  const working = worker(overNats(nats, key), queue, doubled, { signal: stop.signal });

  const { workflows } = connect(mesh);
  const started = await workflows.startExecution({
    params: { workflowId: await saveWorkflow(mesh, document) },
    headers: { prefer: 'wait=30' },
    body: { input: { n: 21 } },
  });
  expect(started).toMatchObject({ status: 'completed', output: { doubled: 42 } });
  stop.abort();
  await working;

  for (const subject of [`event.${mesh.workspaceId}.>`, 'work.>', '_INBOX.>']) {
    const refused = Promise.withResolvers<string>();
    nats.subscribe(subject, { callback: (error) => refused.resolve(error?.message ?? 'heard') });
    expect(await refused.promise).toMatch(/permissions violation/i);
  }
});
