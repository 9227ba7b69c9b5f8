import { expect, test } from 'vitest';
import { armed } from '../src/broker/armed-call.ts';
import { injected } from '../src/broker/injected.ts';
import { secretsOf } from '../src/broker/secrets-of.ts';
import { awsSignature } from '../src/crypto/aws-signature.ts';
import { readCatalogue } from '../src/types/catalogue.ts';

const type = (await readCatalogue()).get('aws');
if (!type) throw new Error('the catalogue has no type aws');
const data = {
  access_key_id: 'AKIDEXAMPLE',
  secret_access_key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};

/** `get-vanilla` of the test suite that AWS publishes for Signature Version 4. */
test('a signature is the one that AWS expects', async () => {
  const keys = { accessKeyId: data.access_key_id, secretAccessKey: data.secret_access_key };
  const signed = await awsSignature(
    { ...keys, region: 'us-east-1', service: 'service' },
    { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {} },
    new Date('2015-08-30T12:36:00Z'),
  );
  expect(signed['x-amz-date']).toBe('20150830T123600Z');
  expect(signed['authorization']).toContain(
    'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

test('a call is signed as a whole, and its signature must not come back', async () => {
  const url = new URL('https://sts.us-east-1.amazonaws.com/');
  const headers = { Authorization: 'mine', 'X-Amz-Date': '20000101T000000Z', 'content-type': 'text/plain' };
  const call = await armed({ method: 'POST', url, headers, body: 'Action=GetCallerIdentity' }, injected(type, data));
  expect(call.headers['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/sts\/aws4_request, SignedHeaders=/,
  );
  expect(Object.keys(call.headers).map((name) => name.toLowerCase())).toEqual([...new Set(Object.keys(call.headers))]);
  expect(call.secretHeaders).toContain('authorization');
  const signature = call.headers['authorization']?.split('Signature=')[1];
  expect(secretsOf(type, data, call)).toEqual(expect.arrayContaining([data.secret_access_key, signature]));
});

test('bytes are signed as the text that they are', async () => {
  const keys = { accessKeyId: data.access_key_id, secretAccessKey: data.secret_access_key, region: 'us-east-1' };
  const sign = (body: string | Uint8Array) => {
    const call = { method: 'PUT', url: new URL('https://api.amazonaws.com/a'), headers: {}, body };
    return awsSignature({ ...keys, service: 'execute-api' }, call, new Date('2015-08-30T12:36:00Z'));
  };
  expect(await sign(Buffer.from('Zoë'))).toEqual(await sign('Zoë'));
  expect(await sign(Buffer.from([0xff]))).not.toEqual(await sign(Buffer.from([0xfe])));
});

test('temporary keys send their session token', async () => {
  const call = await armed(
    { method: 'GET', url: new URL('https://s3.us-east-1.amazonaws.com/'), headers: {} },
    injected(type, { ...data, session_token: 'session' }),
  );
  expect(call.headers['x-amz-security-token']).toBe('session');
});
