import { AwsV4Signer } from 'aws4fetch';
import type { Call } from '../call.ts';

export type AwsKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  /** Derived from the host by default. */
  readonly service?: string;
};

/** The headers that sign a call with AWS Signature V4. `at` is the time of the signature. */
export async function awsSignature(keys: AwsKeys, call: Call, at: Date): Promise<Record<string, string>> {
  const datetime = at.toISOString().replace(/[:-]|\.[0-9]{3}/g, '');
  const { method, url, headers, body = null } = call;
  const signer = new AwsV4Signer({ ...keys, method, url: url.href, headers: { ...headers }, body, datetime });
  const signed = (await signer.sign()).headers;
  return Object.fromEntries([...signed].filter(([name]) => name === 'authorization' || name.startsWith('x-amz-')));
}
