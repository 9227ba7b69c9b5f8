import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@mesh/contracts/id';
import { openEgress } from '@mesh/egress/open';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { checkRootKeys } from '../src/crypto/check-root-keys.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { awsKms } from '../src/crypto/provider/aws-kms.ts';
import type { KeyProvider } from '../src/crypto/provider/key-provider.ts';
import { providersInTurn } from '../src/crypto/provider/providers-in-turn.ts';
import { vaultTransit } from '../src/crypto/provider/vault-transit.ts';
import { getKeyRotation } from '../src/rotation/get-key-rotation.ts';
import { rotateKeys } from '../src/rotation/rotate-keys.ts';
import { startKeyRotation } from '../src/rotation/start-key-rotation.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
const opened = new AsyncDisposableStack();
let room: Room;
let kms: KeyProvider;
let vault: KeyProvider;
let isDown = false;

/** Sealed with its context, as key services do. */
function sealed(key: Buffer, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
function unsealed(key: Buffer, context: string, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

const aws = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/key', region: 'eu-central-1' };
const awsKeys = new Map(['alias/one', 'alias/two'].map((id) => [id, randomBytes(32)]));

/** What AWS would say of the signature: computed here by the book (SigV4), from what arrived. */
function isSigned(request: IncomingMessage, body: string): boolean {
  const told = /Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})/.exec(
    request.headers.authorization ?? '',
  );
  const [, credential = '', signedHeaders = '', signature] = told ?? [];
  const [id, ...scope] = credential.split('/');
  const sha = (value: string) => createHash('sha256').update(value).digest('hex');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    .join('');
  const canonical = `${request.method}\n${request.url}\n\n${headers}\n${signedHeaders}\n${sha(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${request.headers['x-amz-date']}\n${scope.join('/')}\n${sha(canonical)}`;
  const hmac = (key: Buffer | string, value: string) => createHmac('sha256', key).update(value).digest();
  const key = scope.reduce<Buffer | string>((parent, part) => hmac(parent, part), `AWS4${aws.secretAccessKey}`);
  return (
    id === aws.accessKeyId &&
    scope.join('/').endsWith('/eu-central-1/kms/aws4_request') &&
    hmac(key, toSign).toString('hex') === signature
  );
}

/** Speaks the JSON API of AWS KMS. */
function answerAsKms(request: IncomingMessage, body: string): [number, object] {
  if (!isSigned(request, body)) return [400, { __type: 'InvalidSignatureException' }];
  const asked = JSON.parse(body) as Record<string, string>;
  const key = awsKeys.get(asked['KeyId'] ?? '');
  if (!key) return [400, { __type: 'NotFoundException' }];
  const context = JSON.stringify(asked['EncryptionContext']);
  if (request.headers['x-amz-target'] === 'TrentService.Encrypt') {
    return [
      200,
      { CiphertextBlob: sealed(key, context, Buffer.from(asked['Plaintext'] ?? '', 'base64')).toString('base64') },
    ];
  }
  try {
    return [
      200,
      { Plaintext: unsealed(key, context, Buffer.from(asked['CiphertextBlob'] ?? '', 'base64')).toString('base64') },
    ];
  } catch {
    return [400, { __type: 'InvalidCiphertextException' }];
  }
}

const versions = [randomBytes(32)];

/** Speaks the transit engine of Vault. */
function answerAsVault({ method, url, headers }: IncomingMessage, body: string): [number, object] {
  if (headers['x-vault-token'] !== 'hvs.token') return [403, { errors: ['permission denied'] }];
  if (method === 'GET' && url === '/v1/transit/keys/mesh') return [200, { data: { latest_version: versions.length } }];
  const asked = JSON.parse(body) as { plaintext: string; ciphertext: string; associated_data: string };
  if (url === '/v1/transit/encrypt/mesh') {
    const bytes = sealed(versions.at(-1) as Buffer, asked.associated_data, Buffer.from(asked.plaintext, 'base64'));
    return [
      200,
      { data: { ciphertext: `vault:v${versions.length}:${bytes.toString('base64')}`, key_version: versions.length } },
    ];
  }
  const [, version, base64] = /^vault:v([0-9]+):(.+)$/.exec(asked.ciphertext) ?? [];
  try {
    const key = versions[Number(version) - 1] as Buffer;
    return [
      200,
      {
        data: {
          plaintext: unsealed(key, asked.associated_data, Buffer.from(base64 ?? '', 'base64')).toString('base64'),
        },
      },
    ];
  } catch {
    return [400, { errors: ['cipher: message authentication failed'] }];
  }
}

async function listening(answer: (request: IncomingMessage, body: string) => [number, object]): Promise<string> {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const [status, told] = isDown ? [503, {}] : answer(request, await text(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  opened.defer(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  room = opened.use(await openRoom());
  const [endpoint, address] = [await listening(answerAsKms), await listening(answerAsVault)];
  const egress = opened.use(openEgress({ allow: ['127.0.0.1'], log: silent }));
  kms = awsKms(egress, { keyId: 'alias/two', olderKeyIds: ['alias/one'], endpoint, keys: aws });
  vault = vaultTransit(egress, { address, token: 'hvs.token', mount: 'transit', key: 'mesh' });
});
afterAll(() => opened.disposeAsync());

const place = { workspaceId: newId('ws'), purpose: 'workspace', version: 1 } as const;
const providers = [
  ['AWS KMS', () => kms, 'aws-kms:alias/two'],
  ['Vault transit', () => vault, 'vault-transit:transit/mesh:v1'],
] as const;

test.each(providers)('%s wraps a key and opens it again, for its own place alone', async (_, provider, kid) => {
  const raw = randomBytes(32);
  const wrapped = await provider().wrap(place, raw);
  expect([wrapped.kid, await provider().current(), provider().knows(kid)]).toEqual([kid, kid, true]);
  expect(wrapped.wrapped.includes(raw)).toBe(false);
  expect((await provider().unwrap(place, wrapped)).export()).toEqual(raw);
  for (const other of [{ version: 2 }, { workspaceId: newId('ws') }, { purpose: 'audit' as const }]) {
    await expect(provider().unwrap({ ...place, ...other }, wrapped)).rejects.toThrow(
      'the sealed value cannot be opened',
    );
  }
});

test.each(providers)('while %s is away, it is unavailable and nothing is called unreadable', async (_, provider) => {
  const wrapped = await provider().wrap(place, randomBytes(32));
  isDown = true;
  try {
    await expect(provider().unwrap(place, wrapped)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 2,
    });
    await expect(provider().wrap(place, randomBytes(32))).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    isDown = false;
  }
});

test('a refused signature or token is no reason to call anything unreadable', async () => {
  const egress = opened.use(openEgress({ allow: ['127.0.0.1'], log: silent }));
  const address = await listening(answerAsVault);
  const stranger = vaultTransit(egress, { address, token: 'wrong', mount: 'transit', key: 'mesh' });
  await expect(stranger.wrap(place, randomBytes(32))).rejects.toMatchObject({ code: 'unavailable' });
  const unsigned = awsKms(egress, {
    keyId: 'alias/two',
    endpoint: await listening(answerAsKms),
    keys: { ...aws, secretAccessKey: 'x' },
  });
  await expect(unsigned.wrap(place, randomBytes(32))).rejects.toMatchObject({ code: 'unavailable' });
});

test('keys move from local root keys to Vault, to its next version, and on to AWS KMS, while everything stays readable', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const move = async (provider: KeyProvider) => {
    const needs = { ...room.needs, provider, keys: new KeyRing(room.needs.db, provider) };
    await checkRootKeys(needs.db, provider);
    await using _rotating = rotateKeys(needs);
    const { id: rotationId } = await startKeyRotation(needs)({ ...bare, body: { scope: 'root' } }, context);
    const look = () => getKeyRotation(needs)({ ...bare, params: { rotationId } }, context);
    await expect.poll(look).toMatchObject({ status: 'completed' });
    const fresh = { ...needs, keys: new KeyRing(needs.db, provider) };
    const shown = await revealCredential(fresh)({ ...bare, params: { credentialId: id } }, context);
    expect(shown).toMatchObject({ data: { token: TOKEN } });
    return Object.keys((await look()).byKey);
  };
  expect(await move(providersInTurn(vault, room.needs.provider))).toEqual(['vault-transit:transit/mesh:v1']);
  versions.push(randomBytes(32));
  expect(await move(vault)).toEqual(['vault-transit:transit/mesh:v2']);
  expect(await move(providersInTurn(kms, vault))).toEqual(['aws-kms:alias/two']);
  await expect(checkRootKeys(room.needs.db, vault)).rejects.toThrow('aws-kms:alias/two');
});
