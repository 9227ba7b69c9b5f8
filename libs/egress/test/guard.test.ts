import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { silent } from '@mesh/runtime/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEgress } from '../src/open.ts';
import { answers, closedNames, literals, names, urls } from './closed-places.ts';

let server: Server;
let port = 0;
let connections = 0;
const named = new Map(answers.map((addresses, i) => [`name-${i}.example`, addresses]));
const inside = new Map(names.map(([name, addresses]) => [URL.parse(`http://${name}/`)?.hostname, addresses]));
const lookup = async (name: string) =>
  named.get(name) ?? inside.get(name) ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : ['93.184.215.14']);
const egress = openEgress({ allow: [], log: silent, lookup });

beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1;
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, '::', listening));
  port = (server.address() as { port: number }).port;
});
afterAll(async () => {
  await egress[Symbol.asyncDispose]();
  server.close();
});

const refusal = /^(egress-denied|unprocessable)$/;

test('the corpus has at least 120 cases', () => {
  expect(literals.length + answers.length + names.length + closedNames.length + urls.length).toBeGreaterThanOrEqual(
    120,
  );
});

test.each(literals)('the host %s is closed', async (host) => {
  for (const url of [`http://${host}/`, `https://${host}/`, `http://${host}:${port}/`]) {
    await expect(egress.request({ method: 'GET', url })).rejects.toMatchObject({
      code: expect.stringMatching(refusal),
    });
  }
});

test.each([...named])('the name %s with the addresses %j is closed', async (name) => {
  for (const url of [`http://${name}/`, `https://${name}/`, `http://${name}:${port}/`]) {
    await expect(egress.request({ method: 'GET', url })).rejects.toMatchObject({ code: 'egress-denied' });
  }
});

test.each(names)('the name %s is closed', async (name) => {
  for (const url of [`http://${name}/`, `https://${name}/`, `http://${name}:${port}/`]) {
    await expect(egress.request({ method: 'GET', url })).rejects.toMatchObject({ code: 'egress-denied' });
  }
});

test.each(closedNames)('the name %s is closed before anybody is asked for its addresses', async (name) => {
  const asked: string[] = [];
  const everywhere = async (text: string) => [asked.push(text) ? '93.184.215.14' : ''];
  await using unasked = openEgress({ allow: ['93.184.215.0/24'], log: silent, lookup: everywhere });
  for (const url of [`http://${name}/`, `https://${name}/`]) {
    expect(() => unasked.check(url)).toThrow(expect.objectContaining({ code: 'egress-denied' }));
    await expect(unasked.request({ method: 'GET', url })).rejects.toMatchObject({ code: 'egress-denied' });
  }
  await expect(unasked.resolve(name, 443)).rejects.toMatchObject({ code: 'egress-denied' });
  expect(asked).toEqual([]);
});

test('EGRESS_ALLOW opens an inner name by naming it', async () => {
  const lookup = async () => ['10.0.0.7'];
  await using opened = openEgress({ allow: ['db.mesh.internal:5432'], log: silent, lookup });
  expect(await opened.resolve('db.mesh.internal', 5432)).toEqual(['10.0.0.7']);
  await expect(opened.resolve('db.mesh.internal', 5433)).rejects.toMatchObject({ code: 'egress-denied' });
});

test('what is kept to be called later is refused at once where no answer of DNS could open it', () => {
  const check = (url: string) => () => egress.check(url);
  for (const host of literals) expect(check(`http://${host}/`), host).toThrow();
  for (const url of [
    'https://example.com/hook',
    'http://8.8.8.8/',
    'https://my-internal.example/',
    'http://internal.example/',
  ])
    expect(check(url)).not.toThrow();
  expect(check('no url')).toThrow(expect.objectContaining({ code: 'unprocessable' }));
  expect(check('https://8.8.8.8:22/')).toThrow(expect.objectContaining({ code: 'egress-denied' }));
});

test('a port that only a network could open is refused at once where no network is opened', async () => {
  const lookup = async () => ['10.0.0.7'];
  await using closed = openEgress({ allow: ['git.example:22'], log: silent, lookup });
  await using opened = openEgress({ allow: ['10.0.0.0/8'], log: silent, lookup });
  const denied = expect.objectContaining({ code: 'egress-denied' });
  expect(() => closed.check('https://example.com:22/')).toThrow(denied);
  expect(() => closed.check('https://git.example:22/')).not.toThrow();
  expect(() => opened.check('https://example.com:22/')).not.toThrow();
});

test.each([...literals, ...named.keys(), ...inside.keys()])('%s has no address for other protocols', async (host) => {
  for (const at of [443, port]) await expect(egress.resolve(String(host), at)).rejects.toThrow();
});

test('the checked addresses of an open place are told to other protocols', async () => {
  expect(await egress.resolve('open.example', 443)).toEqual(['93.184.215.14']);
  await expect(egress.resolve('open.example', 4222)).rejects.toMatchObject({ code: 'egress-denied' });
  await using opened = openEgress({ allow: ['Open.example:4222'], log: silent, lookup });
  expect(await opened.resolve('open.example', 4222)).toEqual(['93.184.215.14']);
});

test('a redirect leads to none of all these places', async () => {
  let location = '';
  const redirecting = createHttpServer((_, response) => response.writeHead(302, { location }).end());
  await new Promise<void>((listening) => redirecting.listen(0, '127.0.0.1', listening));
  const own = `redirecting.test:${(redirecting.address() as { port: number }).port}`;
  const find = async (name: string) => (name === 'redirecting.test' ? ['127.0.0.1'] : lookup(name));
  await using opened = openEgress({ allow: [own], log: silent, lookup: find });
  const places = [
    ...[...literals, ...named.keys(), ...inside.keys()].map((host) => `http://${host}:${port}/`),
    ...urls.map((url) => url.replace('PORT', String(port))),
  ];
  for (const place of places.filter((text) => !/[^\x21-\x7e]/.test(text))) {
    location = place;
    const asked = opened.request({ method: 'GET', url: `http://${own}/` });
    await expect(asked, place).rejects.toMatchObject({
      code: expect.stringMatching(/^egress-|^unprocessable$/),
    });
  }
  redirecting.close();
});

test.each(urls)('the URL %j leads nowhere', async (text) => {
  const url = text.replace('PORT', String(port));
  await expect(egress.request({ method: 'GET', url })).rejects.toMatchObject({ code: expect.stringMatching(refusal) });
});

test('none of all that made a connection', () => {
  expect(connections).toBe(0);
});
