import { createSecretKey } from 'node:crypto';
import type { Egress } from '@mesh/egress/egress';
import { type AwsKeys, awsSignature } from '../aws-signature.ts';
import type { KeyPlace } from '../context.ts';
import type { KeyProvider } from './key-provider.ts';
import { keyServiceAnswer } from './key-service-answer.ts';

const PREFIX = 'aws-kms:';

type AwsKms = {
  /** Key id, ARN or alias ARN. What it wraps can be unwrapped under this name only. */
  readonly keyId: string;
  /** Names that were used before. */
  readonly olderKeyIds?: readonly string[];
  /** `https://kms.<region>.amazonaws.com` by default. */
  readonly endpoint?: string | undefined;
  readonly keys: AwsKeys & { readonly region: string };
};

/** Root keys in AWS KMS, over its JSON API. Workspace, purpose and version are the encryption context. */
export function awsKms(egress: Egress, { keyId, olderKeyIds = [], endpoint, keys }: AwsKms): KeyProvider {
  const url = new URL(endpoint ?? `https://kms.${keys.region}.amazonaws.com`);
  const known = new Map([keyId, ...olderKeyIds].map((id) => [`${PREFIX}${id}`, id]));

  async function ask(action: 'Encrypt' | 'Decrypt', question: object): Promise<Record<string, unknown>> {
    const body = JSON.stringify(question);
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` };
    const call = { method: 'POST', url, headers, body };
    const signature = await awsSignature({ ...keys, service: 'kms' }, call, new Date());
    return keyServiceAnswer(egress, { ...call, headers: { ...headers, ...signature } }, (answer) =>
      /InvalidCiphertext|IncorrectKey/.test(String(answer['__type'])),
    );
  }

  return {
    current: async () => `${PREFIX}${keyId}`,
    knows: (kid) => known.has(kid),
    async wrap(place, raw) {
      const { CiphertextBlob } = await ask('Encrypt', {
        KeyId: keyId,
        Plaintext: raw.toString('base64'),
        EncryptionContext: contextOf(place),
      });
      return { kid: `${PREFIX}${keyId}`, wrapped: Buffer.from(String(CiphertextBlob), 'base64') };
    },
    async unwrap(place, { kid, wrapped }) {
      const { Plaintext } = await ask('Decrypt', {
        KeyId: known.get(kid),
        CiphertextBlob: wrapped.toString('base64'),
        EncryptionContext: contextOf(place),
      });
      return createSecretKey(String(Plaintext), 'base64');
    },
  };
}

const contextOf = ({ workspaceId, purpose, version }: KeyPlace) => ({ workspaceId, purpose, version: String(version) });
