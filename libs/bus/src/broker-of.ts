import type { BusOptions } from './connect.ts';

type BrokerVariables = {
  NATS_URL: string;
  PRINCIPAL_SIGNING_KEY: string;
  PRINCIPAL_PUBLIC_KEYS: string;
  CREDENTIALS_URL: readonly string[];
  WORKFLOWS_URL: readonly string[];
  PLUGINS_URL: readonly string[];
  VECTORS_URL: readonly string[];
};

/** The bus options that a service's environment names: broker, keys, and addresses for direct calls. */
export function brokerOf(env: BrokerVariables): Pick<BusOptions, 'url' | 'signingKey' | 'publicKeys' | 'addresses'> {
  return {
    url: env.NATS_URL,
    signingKey: env.PRINCIPAL_SIGNING_KEY,
    publicKeys: env.PRINCIPAL_PUBLIC_KEYS,
    addresses: {
      credentials: env.CREDENTIALS_URL,
      workflows: env.WORKFLOWS_URL,
      plugins: env.PLUGINS_URL,
      vectors: env.VECTORS_URL,
    },
  };
}
