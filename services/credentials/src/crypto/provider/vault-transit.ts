import { createSecretKey } from 'node:crypto';
import type { Egress } from '@mesh/egress/egress';
import { keyContext } from '../context.ts';
import type { KeyProvider } from './key-provider.ts';
import { keyServiceAnswer } from './key-service-answer.ts';

const PREFIX = 'vault-transit:';

type VaultTransit = {
  readonly address: string;
  readonly token: string;
  readonly namespace?: string | undefined;
  /** Where the engine is mounted. */
  readonly mount: string;
  /** A key of a type with additional data, such as `aes256-gcm96`. */
  readonly key: string;
};

/** Root keys in the transit engine of Vault or OpenBao. The id of a root key ends in the version of Vault's key. */
export function vaultTransit(egress: Egress, { address, token, namespace, mount, key }: VaultTransit): KeyProvider {
  const named = `${PREFIX}${mount}/${key}:`;
  const headers = { 'x-vault-token': token, ...(namespace ? { 'x-vault-namespace': namespace } : {}) };

  async function ask(method: 'GET' | 'POST', path: string, question?: object): Promise<Record<string, unknown>> {
    const url = new URL(`/v1/${mount}/${path}/${key}`, address);
    const body = question && JSON.stringify(question);
    const answer = await keyServiceAnswer(
      egress,
      { method, url, headers: { ...headers, 'content-type': 'application/json' }, body },
      ({ errors }) => /message authentication failed|invalid ciphertext/.test(String(errors)),
    );
    return answer['data'] as Record<string, unknown>;
  }

  return {
    async current() {
      return `${named}v${(await ask('GET', 'keys'))['latest_version']}`;
    },
    knows: (kid) => kid.startsWith(named),
    async wrap(place, raw) {
      const associated_data = keyContext(place).toString('base64');
      const { ciphertext } = await ask('POST', 'encrypt', { plaintext: raw.toString('base64'), associated_data });
      const [, version] = String(ciphertext).split(':'); // vault:v3:…
      return { kid: `${named}${version}`, wrapped: Buffer.from(String(ciphertext)) };
    },
    async unwrap(place, { wrapped }) {
      const associated_data = keyContext(place).toString('base64');
      const { plaintext } = await ask('POST', 'decrypt', { ciphertext: wrapped.toString(), associated_data });
      return createSecretKey(String(plaintext), 'base64');
    },
  };
}
