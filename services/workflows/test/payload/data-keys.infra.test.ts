import { randomUUID } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { connectBus } from '@mesh/bus/connect';
import type { CallContext } from '@mesh/bus/handler';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { serve } from '@mesh/bus/serve';
import { issueDataKey, openDataKey } from '@mesh/contracts/data-keys';
import { newId } from '@mesh/contracts/id';
import { type Service, services } from '@mesh/contracts/operation';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataKeys, dataKeysOver } from '../../src/payload/data-keys.ts';
import { Payloads } from '../../src/payload/payloads.ts';
import { openPayloads, strangersKeys } from './payloads.ts';

const opened = new AsyncDisposableStack();
const place = () => ({ workspaceId: newId('ws'), executionId: newId('exe') });
const asked: { readonly name: string; readonly context: CallContext }[] = [];
let credentials: Bus;
let keys: DataKeys;
let answering: AsyncDisposableStack;

/** Answers as credentials does. */
function answer(): AsyncDisposableStack {
  const real = strangersKeys();
  const stack = new AsyncDisposableStack();
  const of = ({ workspaceId, principal }: CallContext) => ({ workspaceId, executionId: principal.id });
  stack.use(
    serve(credentials, issueDataKey, async ({ params }, context) => {
      asked.push({ name: 'issue', context });
      const { key, wrapped } = await real.issue(of(context), params.payloadId);
      const padded = Buffer.concat([Buffer.from(wrapped, 'base64'), Buffer.alloc(136 - 48)]); // as long as theirs
      return { key: key.export().toString('base64'), wrapped: padded.toString('base64') };
    }),
  );
  stack.use(
    serve(credentials, openDataKey, async ({ params, body }, context) => {
      asked.push({ name: 'open', context });
      const wrapped = Buffer.from(body.wrapped, 'base64').subarray(0, 48).toString('base64');
      const key = await real.open(of(context), { id: params.payloadId, bytes: 0, key: wrapped });
      return { key: key.export().toString('base64') };
    }),
  );
  return stack;
}

beforeAll(async () => {
  const { url } = opened.use(await freshNats());
  const signing = generatePrincipalKeys(services);
  const connect = async (name: Service) => {
    const own = { signingKey: signing.signingKeys[name], publicKeys: signing.publicKeys };
    return opened.use(await connectBus({ url, name, log: silent, about: { version: '1', commit: '1' }, ...own }));
  };
  credentials = await connect('credentials');
  keys = dataKeysOver(await connect('workflows'));
  answering = answer();
  await credentials.ping();
});
afterAll(async () => {
  await answering.disposeAsync();
  await opened.disposeAsync();
});

test('a payload is sealed and opened with keys of its workspace, asked for in the name of its execution', async () => {
  await using kept = await openPayloads();
  const payloads = new Payloads({ bucket: kept.objects, keys });
  const mine = place();
  const reference = await payloads.keep(mine, '{"n":1}');
  expect(await payloads.value(mine, reference)).toEqual({ n: 1 });
  expect(asked.map(({ name }) => name)).toEqual(['issue', 'open']);
  for (const { context } of asked)
    expect(context).toMatchObject({
      caller: 'workflows',
      workspaceId: mine.workspaceId,
      principal: { id: mine.executionId, type: 'execution', scopes: [] },
    });
});

test('a key that was opened is kept for a while, and what does not open is asked for again', async () => {
  const mine = place();
  const ids = Array.from({ length: 20 }, () => randomUUID());
  const issued = await Promise.all(ids.map((id) => keys.issue(mine, id)));
  const references = ids.map((id, at) => ({ id, bytes: 1, key: issued[at]?.wrapped ?? '' }));
  asked.length = 0;
  const openAll = () => Promise.all(references.map((reference) => keys.open(mine, reference)));
  for (const _round of [1, 2])
    for (const [at, key] of (await openAll()).entries()) expect(issued[at]?.key.equals(key)).toBe(true);
  expect(asked).toHaveLength(20);

  const [first, second] = references;
  if (!first || !second) throw new Error('there are no references');
  const swapped = { ...first, key: second.key };
  for (const _round of [1, 2])
    await expect(keys.open(mine, swapped)).rejects.toMatchObject({ code: 'integrity-violation' });
  await expect(keys.open(place(), first)).rejects.toMatchObject({ code: 'integrity-violation' });
  expect(asked).toHaveLength(23);
});

test('while credentials is away, keys are unavailable', async () => {
  await answering.disposeAsync();
  await expect(keys.issue(place(), randomUUID())).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: expect.any(Number),
  });
  answering = answer();
});
