import { generateKeyPairSync } from 'node:crypto';

/** `signingKeys`: PKCS8 DER in base64, by service. `publicKeys`: a JWKS as JSON whose `kid`s are the services. */
export type PrincipalKeys<S extends string> = {
  readonly signingKeys: Readonly<Record<S, string>>;
  readonly publicKeys: string;
};

/** Makes an Ed25519 key for each service, in the shape of `PRINCIPAL_SIGNING_KEY` and `PRINCIPAL_PUBLIC_KEYS`. */
export function generatePrincipalKeys<S extends string>(services: readonly S[]): PrincipalKeys<S> {
  const pairs = services.map((service) => ({ service, ...generateKeyPairSync('ed25519') }));
  const signingKeys = Object.fromEntries(
    pairs.map(({ service, privateKey }) => [
      service,
      privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    ]),
  ) as Record<S, string>;
  const keys = pairs.map(({ service, publicKey }) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid: service,
    alg: 'EdDSA',
    use: 'sig',
  }));
  return { signingKeys, publicKeys: JSON.stringify({ keys }) };
}
