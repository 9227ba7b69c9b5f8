import { readFile } from 'node:fs/promises';
import type { Egress } from '@mesh/egress/egress';
import { ConfigError } from '@mesh/runtime/config-error';
import type { Config } from '../../config.ts';
import { parseRootKeys } from '../root-keys.ts';
import { awsKms } from './aws-kms.ts';
import type { KeyProvider } from './key-provider.ts';
import { localKeys } from './local-keys.ts';
import { providersInTurn } from './providers-in-turn.ts';
import { vaultTransit } from './vault-transit.ts';

/** The address of the key service, which egress must be allowed to reach. None for local keys. */
export function keyServiceHost(config: Config): string | undefined {
  const address = config.ENCRYPTION_KEY_PROVIDER === 'vault-transit' ? config.VAULT_ADDR : config.AWS_KMS_ENDPOINT_URL;
  return config.ENCRYPTION_KEY_PROVIDER === 'local' || !address ? undefined : new URL(address).host;
}

/** Opens the provider of root keys. Local ones that are set still unwrap what they wrapped. Throws `ConfigError`. */
export async function openKeyProvider(config: Config, egress: Egress): Promise<KeyProvider> {
  const text = await localText(config);
  if (config.ENCRYPTION_KEY_PROVIDER === 'local') return localKeys(parseRootKeys(text));
  const service = config.ENCRYPTION_KEY_PROVIDER === 'aws-kms' ? kms(config, egress) : vault(config, egress);
  return text ? providersInTurn(service, localKeys(parseRootKeys(text))) : service;
}

/**
 * Removes the text of the root keys from the configuration, which lives as long as the process, so that a heap dump does not
 * contain it.
 */
async function localText(config: Config): Promise<string | undefined> {
  const text = config.ENCRYPTION_KEY ?? config.CREDENTIAL_ENCRYPTION_KEY;
  delete config.ENCRYPTION_KEY;
  delete config.CREDENTIAL_ENCRYPTION_KEY;
  if (text !== undefined || config.ENCRYPTION_KEY_FILE === undefined) return text;
  return readFile(config.ENCRYPTION_KEY_FILE, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError([`ENCRYPTION_KEY_FILE: cannot be read (${cause.code})`]);
  });
}

function kms(config: Config, egress: Egress): KeyProvider {
  const [keyId = '', ...olderKeyIds] = config.AWS_KMS_KEY_ID;
  const keys = {
    accessKeyId: needed(config, 'AWS_KMS_ACCESS_KEY_ID'),
    secretAccessKey: needed(config, 'AWS_KMS_SECRET_ACCESS_KEY'),
    region: config.AWS_KMS_REGION,
  };
  if (keyId === '') throw new ConfigError(['AWS_KMS_KEY_ID: required by ENCRYPTION_KEY_PROVIDER=aws-kms']);
  return awsKms(egress, { keyId, olderKeyIds, endpoint: config.AWS_KMS_ENDPOINT_URL, keys });
}

function vault(config: Config, egress: Egress): KeyProvider {
  return vaultTransit(egress, {
    address: needed(config, 'VAULT_ADDR'),
    token: needed(config, 'VAULT_TOKEN'),
    namespace: config.VAULT_NAMESPACE,
    mount: config.VAULT_TRANSIT_MOUNT,
    key: needed(config, 'VAULT_TRANSIT_KEY'),
  });
}

type Needed =
  | 'AWS_KMS_ACCESS_KEY_ID'
  | 'AWS_KMS_SECRET_ACCESS_KEY'
  | 'VAULT_ADDR'
  | 'VAULT_TOKEN'
  | 'VAULT_TRANSIT_KEY';

function needed(config: Config, name: Needed): string {
  const value = config[name];
  if (value === undefined) {
    throw new ConfigError([`${name}: required by ENCRYPTION_KEY_PROVIDER=${config.ENCRYPTION_KEY_PROVIDER}`]);
  }
  return value;
}
