import { newId } from '@mesh/contracts/id';
import { operations } from '@mesh/contracts/operations';
import { expect, test } from 'vitest';
import { connect } from '../src/connect.ts';
import { json, openServer, problem } from './server.ts';

const found = {
  items: [{ id: 'a', score: 1, ranks: { dense: 1 } }],
  meta: { mode: 'dense', exact: true, truncated: false, scoreKind: 'cosine' },
};
const collection = {
  id: newId('col'),
  name: 'docs',
  dimensions: 1,
  distance: 'l2',
  embedding: null,
  index: { kind: 'auto', state: 'none' },
  points: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
};

test('there is a method for each operation that is served over HTTP, and no other', () => {
  const mesh = connect({ url: 'http://127.0.0.1:1', apiKey: '' });
  const { executions, ...services } = mesh;
  const methods = Object.entries(services).flatMap(([service, room]) =>
    Object.keys(room).map((name) => `${service}.${name}`),
  );
  const served = operations.filter(({ http }) => http).map(({ service, name }) => `${service}.${name}`);
  expect(methods.sort()).toEqual(served.sort());
  expect(executions.follow).toBeTypeOf('function');
});

test('a question goes where its operation says, with the key, and the answer is read by its schema', async () => {
  await using server = await openServer(json(200, { ...found, unknown: 'of a newer mesh' }));
  const mesh = connect({ ...server.connection, url: `${server.connection.url}/` });
  const answer = await mesh.vectors.search({ params: { name: 'docs' }, body: { vector: [1], k: 2 } });
  expect(answer).toEqual(found);
  const [heard] = server.heard;
  expect(heard).toMatchObject({ method: 'POST', url: '/v1/collections/docs/search' });
  expect(heard?.headers).toMatchObject({ 'x-api-key': 'amk_key', 'content-type': 'application/json' });
  expect(JSON.parse(String(heard?.body))).toEqual({ vector: [1], k: 2 });
});

test('bytes are sent as they are, under the type that they are said to be', async () => {
  await using server = await openServer(json(202, { id: '1' }));
  const { workflows } = connect(server.connection);
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'a' };
  await workflows.publishEvents({ headers, body: { contentType: 'image/png', base64: 'AP+A' } });
  const [heard] = server.heard;
  expect(heard?.headers).toMatchObject({ ...headers, 'content-type': 'image/png' });
  expect(heard?.body).toEqual(Buffer.from([0, 255, 128]));
});

test('params are encoded, and queries and headers that are not told are not sent', async () => {
  const point = { id: 'a/b?#', vector: [1], text: null, metadata: {}, updatedAt: '2026-01-01T00:00:00.000Z' };
  await using server = await openServer(
    json(200, point),
    json(200, { items: [collection], nextCursor: null }),
    json(204, {}),
  );
  const mesh = connect(server.connection);
  expect((await mesh.vectors.getPoint({ params: { name: 'docs', id: 'a/b?#' } })).id).toBe('a/b?#');
  expect((await mesh.vectors.listCollections({ query: { limit: 5 } })).items).toEqual([collection]);
  expect(await mesh.vectors.deleteCollection({ params: { name: 'docs' }, headers: { 'if-match': '"x"' } })).toEqual({});
  expect(server.heard.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /v1/collections/docs/points/a%2Fb%3F%23',
    'GET /v1/collections?limit=5',
    'DELETE /v1/collections/docs',
  ]);
  expect(server.heard[1]?.headers['content-type']).toBeUndefined();
  expect(server.heard[2]?.headers['if-match']).toBe('"x"');
});

test('a text goes as it is, under its own type', async () => {
  const made = {
    id: newId('wf'),
    namespace: 'a',
    name: 'b',
    version: '1',
    digest: '0',
    status: 'active',
    created: true,
  };
  await using server = await openServer(json(201, { ...made, createdAt: '2026-01-01T00:00:00.000Z' }));
  await connect(server.connection).workflows.createWorkflow({
    body: { contentType: 'application/yaml', text: 'document: {}\n' },
  });
  expect(server.heard[0]?.headers['content-type']).toBe('application/yaml');
  expect(String(server.heard[0]?.body)).toBe('document: {}\n');
});

test('a refusal is thrown with its code, its status and the places that are wrong', async () => {
  const errors = [{ pointer: '/body/k', message: 'too many' }];
  await using server = await openServer(
    problem(404, 'not-found'),
    json(400, { code: 'invalid', detail: 'k is wrong', errors }),
    (_heard, answer) => void answer.writeHead(502).end('<html>'),
  );
  const { vectors } = connect(server.connection);
  const asking = () => vectors.search({ params: { name: 'docs' }, body: { vector: [1] } });
  await expect(asking()).rejects.toMatchObject({
    name: 'ProblemError',
    message: 'it is not-found',
    status: 404,
    code: 'not-found',
    requestId: 'req_1',
  });
  await expect(asking()).rejects.toMatchObject({ status: 400, code: 'invalid', errors });
  await expect(asking()).rejects.toMatchObject({ status: 502, code: undefined, message: 'the mesh answered 502' });
});
