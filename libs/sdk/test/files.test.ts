import { bytesAnswer, upload } from '@mesh/contracts/bytes';
import { defineOperation, type Operation } from '@mesh/contracts/operation';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from '../src/ask.ts';
import type { FileBody } from '../src/file.ts';
import { json, openServer, problem } from './server.ts';

const put = defineOperation({
  service: 'plugins',
  name: 'putFile',
  summary: 'Put a file.',
  scope: 'plugins:write',
  http: { method: 'PUT', path: '/v1/files', status: 200, bodyKind: 'upload' },
  body: upload,
  output: z.object({ bytes: z.number() }),
});
const get = defineOperation({
  service: 'plugins',
  name: 'getFile',
  summary: 'Get a file.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/files', status: 200, answerKind: 'bytes' },
  output: bytesAnswer,
});
const bytes = new Uint8Array([0, 255, 10, 13]);
const later = problem(503, 'unavailable', { 'retry-after': '0' });

test.each<[string, () => FileBody['bytes'], number]>([
  ['bytes', () => bytes, 2],
  ['a blob', () => new Blob([bytes]), 2],
  ['a stream, which can be sent once', () => new Blob([bytes]).stream(), 1],
])('a file goes up as %s', async (_name, body, attempts) => {
  await using server = await openServer(...(attempts === 2 ? [later] : []), json(200, { bytes: 4 }));
  const question = { body: { contentType: 'application/zip', bytes: body() } };
  expect(await ask(server.connection, put as unknown as Operation, question, {})).toEqual({ bytes: 4 });
  const last = server.heard.at(-1);
  expect(last?.headers['content-type']).toBe('application/zip');
  expect(last?.body).toEqual(Buffer.from(bytes));
  expect(server.heard).toHaveLength(attempts);
});

test('a stream is not sent again', async () => {
  await using server = await openServer(later);
  const question = { body: { contentType: 'application/zip', bytes: new Blob([bytes]).stream() } };
  await expect(ask(server.connection, put as unknown as Operation, question, {})).rejects.toMatchObject({
    status: 503,
  });
  expect(server.heard).toHaveLength(1);
});

test('a file comes down as it is, with its type and its validator', async () => {
  await using server = await openServer((_heard, answer) => {
    answer.writeHead(200, { 'content-type': 'image/png', etag: '"abc"' }).end(bytes);
  });
  expect(await ask(server.connection, get as unknown as Operation, {}, {})).toEqual({
    contentType: 'image/png',
    bytes,
    etag: '"abc"',
  });
});
