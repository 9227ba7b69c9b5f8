import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, outputOf, runIn } from './world.ts';

/** They are of an authority that no machine knows, and of `broker.example` and 127.0.0.1. */
const certificates = join(import.meta.dirname, 'certificates');
const roots = getCACertificates('default');
const folder = temporaryFolder('nats-over-tls');
let broker: FreshNats;
let nats: NatsConnection;
let port: string;
beforeAll(async () => {
  const configFile = join(folder.path, 'nats.conf');
  const [cert, key] = ['server.pem', 'server-key.pem'].map((file) => join(certificates, file));
  writeFileSync(configFile, `tls { cert_file: "${cert}", key_file: "${key}" }\nauthorization { token: "t" }\n`);
  const authority = readFileSync(join(certificates, 'authority.pem'), 'utf8');
  setDefaultCACertificates([...roots, authority]);
  broker = await freshNats({ configFile });
  ({ port } = new URL(broker.url));
  const tls = { ca: authority, servername: 'broker.example' };
  nats = await connect({ servers: `127.0.0.1:${port}`, token: 't', tls });
});
afterAll(async () => {
  setDefaultCACertificates(roots);
  await nats?.close();
  await broker?.[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const say = (url: string) => {
  const document = {
    asyncapi: '2.6.0',
    servers: { broker: { url, protocol: 'nats' } },
    channels: { room: { publish: { operationId: 'say' } } },
  };
  const more = 'operation: say, message: {payload: {text: hi}}, authentication: {bearer: {token: t}}';
  return runIn(
    () => ({ body: document }),
    `
  - speak: {call: asyncapi, with: {document: {endpoint: https://docs.example/rooms.json}, ${more}}}`,
  );
};

test.each(['tls://broker.example', 'nats://broker.example', 'nats://127.0.0.1', 'tls://127.0.0.1'])(
  'a server that wants TLS is reached at %s',
  async (url) => {
    const heard = nats.subscribe('room', { max: 1 });
    await nats.flush();
    expect(outputOf(await say(`${url}:${port}`))).toMatchObject({ payload: { text: 'hi' } });
    for await (const message of heard) expect(message.json()).toEqual({ text: 'hi' });
  },
);

test.each(['tls://other.example', 'nats://other.example'])(
  'a server with the certificate of another is not: %s',
  async (url) => {
    expect(errorOf(await say(`${url}:${port}`))).toMatchObject({
      type: expect.stringMatching(/communication$/),
      status: 502,
    });
  },
);

test('a server whose authority is not known is not spoken to', async () => {
  const trusted = getCACertificates('default');
  setDefaultCACertificates(roots);
  try {
    expect(errorOf(await say(`nats://broker.example:${port}`))).toMatchObject({ status: 502 });
  } finally {
    setDefaultCACertificates(trusted);
  }
});
