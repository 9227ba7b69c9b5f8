import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';
import { expect, test } from 'vitest';
import { noBus, noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { tasks } from '../simulation.ts';
import { errorOf, outputOf } from './world.ts';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]);
type Part = { readonly name: string; readonly file?: string; readonly type?: string; readonly text: string };

/** Sends an operation to a server that reads the form as the web does, and tells its parts; bytes in base64. */
async function send(operation: object, parameters: string, { document = {} } = {}) {
  await using server = await openServer(operation, document);
  await using egress = openEgress({ allow: ['127.0.0.1'], log: openLog('test', 'silent') });
  const yaml = `
  - ask: {call: openapi, with: {document: {endpoint: "${server.url}/openapi.json"}, operationId: send, parameters: ${parameters}}}`;
  const needs = { bus: noBus, egress, children: noChildren, outside: noOutside };
  return await runDocument(tasks(yaml), {}, needs); // before the server is closed
}

async function openServer(operation: object, document: object) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader('content-type', 'application/json');
    if (request.url === '/openapi.json') {
      const post = { operationId: 'send', ...operation };
      return response.end(JSON.stringify({ openapi: '3.1.0', paths: { '/forms': { post } }, ...document }));
    }
    const type = String(request.headers['content-type']);
    const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
    const heads = Buffer.concat(chunks)
      .toString('latin1')
      .split('\r\n')
      .filter((line) => /^content-/i.test(line));
    const parts = await Promise.all(Array.from(form, async ([name, value]) => told(name, value)));
    response.end(JSON.stringify({ parts, heads }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

async function told(name: string, value: string | File): Promise<Part> {
  if (typeof value === 'string') return { name, text: value };
  const bytes = Buffer.from(await value.arrayBuffer());
  return { name, file: value.name, type: value.type, text: bytes.toString('base64') };
}

const inParts = (properties: object, encoding: object = {}, more: object = {}) => ({
  requestBody: {
    content: { 'multipart/form-data': { schema: { type: 'object', properties, ...more }, encoding } },
  },
});
const sent = async (...given: Parameters<typeof send>) =>
  outputOf(await send(...given)) as unknown as { parts: Part[]; heads: string[] };

test('a form in parts holds texts, JSON and files, each as its schema says', async () => {
  const operation = inParts({
    title: { type: 'string' },
    stars: { type: 'integer' },
    address: { type: 'object' },
    tags: { type: 'array', items: { type: 'string' } },
    photo: { type: 'string', format: 'binary' },
  });
  const parameters = `{title: "Zoë \\"x\\"", stars: 3, address: {street: s}, tags: [a, b], none: null, photo: ${png.toString('base64')}}`;
  const { parts, heads } = await sent(operation, parameters);
  expect(parts).toEqual([
    { name: 'title', text: 'Zoë "x"' },
    { name: 'stars', text: '3' },
    { name: 'address', text: '{"street":"s"}' },
    { name: 'tags', text: 'a' },
    { name: 'tags', text: 'b' },
    { name: 'photo', file: 'photo', type: 'application/octet-stream', text: png.toString('base64') },
  ]);
  expect(heads.filter((head) => /^content-type/i.test(head))).toEqual([
    'Content-Type: application/json',
    'Content-Type: application/octet-stream',
  ]);
});

test('encoding.contentType tells what a part is, the first of several', async () => {
  const properties = { photo: { type: 'string', format: 'binary' }, icon: {}, note: {}, list: { type: 'array' } };
  const encoding = {
    photo: { contentType: 'image/*, image/png, image/jpeg' },
    icon: { contentType: 'image/gif' },
    note: { contentType: 'text/markdown; charset=utf-8' },
    list: { contentType: 'application/json' },
  };
  const base64 = png.toString('base64');
  const { parts, heads } = await sent(
    inParts(properties, encoding),
    `{photo: ${base64}, icon: ${base64}, note: "# Hi", list: [1, {a: 2}]}`,
  );
  expect(parts.map(({ name, type, text }) => [name, type, text])).toEqual([
    ['photo', 'image/png', base64],
    ['icon', 'image/gif', base64],
    ['note', undefined, '# Hi'],
    ['list', undefined, '[1,{"a":2}]'],
  ]);
  expect(heads).toContain('Content-Type: text/markdown; charset=utf-8');
  expect(heads).toContain('Content-Type: application/json');
});

test('a file may tell its name and its type, and a list of files is one part for each', async () => {
  const files = { files: { type: 'array', items: { $ref: '#/components/schemas/file' } } };
  const document = { components: { schemas: { file: { type: 'string', format: 'binary' } } } };
  const parameters = `{files: [{bytes: aGk=, filename: 'a"b.txt', contentType: text/plain}, {bytes: "", filename: e.bin}]}`;
  const { parts } = await sent(inParts(files), parameters, { document });
  expect(parts).toEqual([
    { name: 'files', file: 'a"b.txt', type: 'text/plain', text: 'aGk=' },
    { name: 'files', file: 'e.bin', type: 'application/octet-stream', text: '' },
  ]);
});

test.each([
  ['binary by its format', { type: 'string', format: 'binary' }, { file: 'f', text: 'aGk=' }],
  ['binary by its media type', { contentMediaType: 'image/png' }, { file: 'f', type: 'image/png', text: 'aGk=' }],
  ['binary or null', { anyOf: [{ type: 'string', format: 'binary' }, { type: 'null' }] }, { file: 'f' }],
  ['text in base64', { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, { text: 'aGk=' }],
  ['text in base64 of OpenAPI 3.0', { type: 'string', format: 'byte' }, { text: 'aGk=' }],
])('a field that is %s', async (_what, schema, part) => {
  const { parts } = await sent(inParts({ f: schema }), '{f: aGk=}');
  expect(parts[0]).toMatchObject({ name: 'f', ...part });
});

test('fields that a schema takes from others are known', async () => {
  const document = { components: { schemas: { base: { properties: { f: { type: 'string', format: 'binary' } } } } } };
  const operation = inParts({}, {}, { allOf: [{ $ref: '#/components/schemas/base' }] });
  expect((await sent(operation, '{f: aGk=}', { document })).parts).toMatchObject([{ file: 'f', text: 'aGk=' }]);
});

test('a field that the document styles is written in its style', async () => {
  const styled = inParts({ tags: { type: 'array' } }, { tags: { style: 'form', explode: false } });
  expect((await sent(styled, '{tags: [a, b]}')).parts).toEqual([{ name: 'tags', text: 'a,b' }]);
});

test('Swagger 2 takes a form in parts where a file is in it, or where it says so', async () => {
  const document = { openapi: undefined, swagger: '2.0' };
  const file = { name: 'file', in: 'formData', type: 'file' };
  const note = { name: 'note', in: 'formData', type: 'string' };
  const both = { consumes: ['application/x-www-form-urlencoded', 'multipart/form-data'], parameters: [note, file] };
  expect((await sent(both, '{note: x, file: {bytes: aGk=, filename: a.txt}}', { document })).parts).toEqual([
    { name: 'note', text: 'x' },
    { name: 'file', file: 'a.txt', type: 'application/octet-stream', text: 'aGk=' },
  ]);
  const alone = { consumes: ['multipart/form-data'], parameters: [note] };
  const { heads, parts } = await sent(alone, '{note: x}', { document });
  expect(parts).toEqual([{ name: 'note', text: 'x' }]);
  expect(heads).toEqual(['Content-Disposition: form-data; name="note"']);
});

test('names of fields and files break out of no head, and are read as they are but for breaks and quotes', async () => {
  const name = 'a\r\nx-evil: 1\r\n\r\nb"; filename="c Zoë 文.txt';
  const key = JSON.stringify(name);
  const fields = { f: { type: 'string', format: 'binary' }, [name]: { type: 'string' } };
  const { parts, heads } = await sent(inParts(fields), `{${key}: text, f: {bytes: aGk=, filename: ${key}}}`);
  const told = name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
  expect(parts.map(({ text }) => text)).toEqual(['text', 'aGk=']);
  expect(heads).toHaveLength(3);
  const head = `Content-Disposition: form-data; name="f"; filename="${told}"`;
  expect(heads).toContain(Buffer.from(head).toString('latin1'));
});

test('no parameter tells another boundary than the one that a form has', async () => {
  const parameters = [{ name: 'Content-Type', in: 'header', schema: { type: 'string' } }];
  const operation = { ...inParts({ f: { type: 'string', format: 'binary' } }), parameters };
  const given = '{Content-Type: "multipart/form-data; boundary=mine", f: aGk=}';
  expect((await sent(operation, given)).parts).toMatchObject([{ name: 'f', text: 'aGk=' }]);
});

const binary = { f: { type: 'string', format: 'binary' } };
test.each([
  ['is no base64', binary, '{f: "not base64!"}', /f is a file/],
  ['has a field of no file', binary, '{f: {bytes: aGk=, size: 2}}', /f is a file/],
  ['has a type that is none', binary, '{f: {bytes: aGk=, contentType: "a/b\\r\\nx: y"}}', /no media type/],
  ['has a type that ends the head', binary, '{f: {bytes: aGk=, contentType: "a/b\\r\\n\\r\\n;x"}}', /no media type/],
  ['is no form', binary, '{body: text}', /the form has no fields/],
])('what %s is a validation error', async (_what, properties, parameters, detail) => {
  const error = errorOf(await send(inParts(properties), parameters));
  expect(error).toMatchObject({ type: expect.stringMatching(/validation$/), detail: expect.stringMatching(detail) });
});
