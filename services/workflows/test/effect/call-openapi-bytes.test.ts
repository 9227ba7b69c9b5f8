import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';
import { expect, test } from 'vitest';
import { noBus, noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { tasks } from '../simulation.ts';
import { errorOf, outputOf } from './world.ts';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]).toString('base64');
const binary = { type: 'string', format: 'binary' };

/** Sends an operation to a server that answers with the type and the bytes that it got. */
async function send(operation: object, parameters: string, version: object = { openapi: '3.1.0' }) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader('content-type', 'application/json');
    const put = { operationId: 'send', ...operation };
    const told = { type: request.headers['content-type'], bytes: Buffer.concat(chunks).toString('base64') };
    response.end(JSON.stringify(request.method === 'GET' ? { ...version, paths: { '/files': { put } } } : told));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using egress = openEgress({ allow: ['127.0.0.1'], log: openLog('test', 'silent') });
  const document = `{endpoint: "http://127.0.0.1:${port}/openapi.json"}`;
  const yaml = `
  - ask: {call: openapi, with: {document: ${document}, operationId: send, parameters: ${parameters}}}`;
  try {
    return await runDocument(tasks(yaml), {}, { bus: noBus, egress, children: noChildren, outside: noOutside });
  } finally {
    server.close();
  }
}

const bodyOf = (type: string, schema?: object) => ({ requestBody: { content: { [type]: { schema } } } });

test.each([
  ['binary by its format', 'application/octet-stream', binary, 'application/octet-stream'],
  ['binary by its media type', 'image/png', undefined, 'image/png'],
  ['binary or null', 'application/zip', { anyOf: [binary, { type: 'null' }] }, 'application/zip'],
  ['binary of any type', '*/*', binary, 'application/octet-stream'],
  ['a picture of any type', 'image/*', undefined, 'application/octet-stream'],
])('a body that is %s is sent as its bytes', async (_what, type, schema, told) => {
  expect(outputOf(await send(bodyOf(type, schema), `{body: ${png}}`))).toEqual({ type: told, bytes: png });
});

test.each([
  ['a picture without pixels', 'image/svg+xml', undefined],
  ['told to be a text', 'application/octet-stream', { type: 'string' }],
  ['text in base64', 'image/png', { type: 'string', contentEncoding: 'base64' }],
  ['of a type that nobody knows', 'application/x-thing', undefined],
])('a body that is %s is sent as the text that it is', async (_what, type, schema) => {
  const bytes = Buffer.from(png).toString('base64');
  expect(outputOf(await send(bodyOf(type, schema), `{body: ${png}}`))).toEqual({ type, bytes });
});

test('a file tells its type, and one that has a name is no form', async () => {
  const file = `{bytes: ${png}, filename: a.png, contentType: image/png}`;
  const told = { type: 'image/png', bytes: png };
  expect(outputOf(await send(bodyOf('image/*'), `{body: ${file}}`))).toEqual(told);
  expect(outputOf(await send(bodyOf('*/*', binary), file))).toEqual(told);
});

test('a body of Swagger 2 that is binary is sent as its bytes', async () => {
  const parameters = [{ name: 'file', in: 'body', schema: binary }];
  const swagger = (consumes: string[]) => send({ consumes, parameters }, `{file: ${png}}`, { swagger: '2.0' });
  expect(outputOf(await swagger(['image/png']))).toEqual({ type: 'image/png', bytes: png });
  expect(outputOf(await swagger([]))).toEqual({ type: 'application/octet-stream', bytes: png });
});

test('of several types that a body of Swagger 2 may have, bytes are of the one that is no JSON', async () => {
  const parameters = [{ name: 'file', in: 'body', schema: binary }];
  const operation = { consumes: ['application/json', 'image/png'], parameters };
  expect(outputOf(await send(operation, `{file: ${png}}`, { swagger: '2.0' }))).toEqual({
    type: 'image/png',
    bytes: png,
  });
});

test('what is no base64 is a validation error', async () => {
  const error = errorOf(await send(bodyOf('image/png'), '{body: "not base64!"}'));
  expect(error).toMatchObject({
    type: expect.stringMatching(/validation$/),
    detail: expect.stringMatching(/body is a file/),
  });
});
