import { createHash, createSecretKey } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { expect, test, vi } from 'vitest';
import { secretContext } from '../src/crypto/context.ts';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../src/crypto/envelope.ts';
import { randomBytes } from '../src/crypto/random-bytes.ts';
import { parseRootKeys } from '../src/crypto/root-keys.ts';
import { rootKeyIdOf, unwrapKey, wrapKey } from '../src/crypto/wrapped-key.ts';

vi.mock('../src/crypto/random-bytes.ts', () => ({ randomBytes: vi.fn() }));

const run = (from: number, length: number) => Buffer.from(Array.from({ length }, (_, i) => from + i));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const workspaceId = TypeID.fromUUID('ws', '11111111-2222-4333-8444-555555555555').toString();
const credentialId = TypeID.fromUUID('cred', 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee').toString();
const place = { workspaceId, credentialId, version: 3, field: 'data', type: 'openai_api' };
const keyPlace = { workspaceId, purpose: 'workspace', version: 1 } as const;
const { current: root } = parseRootKeys(run(0x00, 32).toString('base64'));
const raw = run(0x40, 32);
const secret = Buffer.from('{"apiKey":"sk-test-0123456789"}');

test('the id of the root key is the documented one', () => {
  expect(root.id.toString('hex')).toBe('bb121cf2b01f8ccf');
});

test('the wrapped key is byte for byte the documented one, and opens', () => {
  vi.mocked(randomBytes).mockReturnValueOnce(Buffer.concat([run(0x80, 32), run(0xa0, 12)]));
  const wrapped = wrapKey(root, keyPlace, raw);
  expect(wrapped.toString('hex')).toBe(
    '4d574b3101000000bb121cf2b01f8ccf808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaab' +
      '27e2148fab818edc0d259575aa52f9971d055322d501ebf3b08627806889512836ef725b6518d903a871da90fc175b83a647f978161e4ed273c21431ff88fe25' +
      'c3b047616aee6e7f6e19bebef1c37a1a',
  );
  expect(sha256(wrapped)).toBe('db12382da94fa7f8ad275870eb553f3d77a9bf06eb687c07b96ae9e7853497f4');
  expect(rootKeyIdOf(wrapped)).toBe('bb121cf2b01f8ccf');
  expect(unwrapKey(root, keyPlace, wrapped).export()).toEqual(raw);
});

test('the context of a secret is byte for byte the documented one', () => {
  expect(secretContext(place).toString('hex')).toBe(
    '00126d6573682f76312f63726564656e7469616c0010111111112222433384445555555555550010aaaaaaaabbbb4ccc8dddeeeeeeeeeeee000400000003000464617461000a6f70656e61695f617069',
  );
});

test('the envelope is byte for byte the documented one, and opens', () => {
  vi.mocked(randomBytes).mockReturnValueOnce(Buffer.concat([run(0xc0, 32), run(0xe0, 12)]));
  const key = createSecretKey(raw);
  const envelope = sealEnvelope({ version: 1, key }, place, secret);
  expect(envelope.subarray(0, 12).toString('hex')).toBe('4d5343310100000000000001');
  expect(envelope.subarray(56, 88).toString('hex')).toBe(
    '5d6622d655a452a612a5e3c5327a07624aef7a23aea486cc7ba41f13d1d73411',
  );
  expect(envelope.subarray(-16).toString('hex')).toBe('b39b8b4e11afce22f3f8eb3be3f2c673');
  expect(envelope).toHaveLength(360);
  expect(sha256(envelope)).toBe('0d3051ba7bcad1c602d4eb97af95fcd3f382c7842ff3bc73e7c755f547a39000');
  expect(keyVersionOf(envelope)).toBe(1);
  expect(openEnvelope(key, place, envelope)).toEqual(secret);
});
