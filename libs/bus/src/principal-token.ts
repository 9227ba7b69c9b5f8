import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Operation, type Service, services } from '@mesh/contracts/operation';
import { type Principal, principal } from '@mesh/contracts/principal';
import { permits } from '@mesh/contracts/scope';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import { Remembered } from '@mesh/runtime/remembered';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const LIFE_SECONDS = 60;
const CACHED_TOKENS = 10_000;
const CLOCK_SKEW_SECONDS = 2;

const claims = z.object({
  iss: z.enum(services),
  op: z.string(),
  iat: z.number(),
  exp: z.number(),
  principal,
});
const jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('OKP') })) });

type Vouched = { readonly caller: Service; readonly principal: Principal };
type Asked = Pick<Operation, 'service' | 'name' | 'subject' | 'scope' | 'callers' | 'http'>;

/** Signs the principal of a call, and verifies who signed: a JWS (EdDSA), valid for at most 60 s and for one operation. */
export type PrincipalTokens = {
  sign(operation: Asked, principal: Principal): Promise<string>;
  /** Throws `unauthenticated` for an invalid token, `forbidden` for a valid one that does not allow this. */
  verify(operation: Asked, token: string): Promise<Vouched>;
};

export function principalTokens(own: { service: Service; signingKey: string; publicKeys: string }): PrincipalTokens {
  const signingKey = createPrivateKey({ key: Buffer.from(own.signingKey, 'base64'), format: 'der', type: 'pkcs8' });
  const publicKeys = new Map(
    jwks.parse(JSON.parse(own.publicKeys)).keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]),
  );
  const signed = new Remembered<string>(CACHED_TOKENS, { lifeMs: (LIFE_SECONDS * 1_000) / 2 });
  const verified = new ExpiringCache<Vouched>(CACHED_TOKENS);

  return {
    sign(operation, who) {
      return signed.get(`${operation.subject} ${JSON.stringify(who)}`, () =>
        new SignJWT({ op: operation.name, principal: who })
          .setProtectedHeader({ alg: 'EdDSA', kid: own.service })
          .setIssuer(own.service)
          .setAudience(operation.service)
          .setIssuedAt()
          .setExpirationTime(`${LIFE_SECONDS}s`)
          .sign(signingKey),
      );
    },

    async verify(operation, token) {
      const key = `${operation.subject} ${token}`;
      const known = verified.get(key);
      if (known) return known;
      const { iss, exp, principal: who } = await opened(operation, token, publicKeys);
      allow(operation, iss, who);
      const vouched = { caller: iss, principal: who };
      verified.set(key, vouched, exp * 1_000 - Date.now());
      return vouched;
    },
  };
}

async function opened(operation: Asked, token: string, publicKeys: ReadonlyMap<string, KeyObject>) {
  try {
    const kid = decodeProtectedHeader(token).kid ?? '';
    const key = publicKeys.get(kid);
    if (!key) throw new Error('nobody known signed it');
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      issuer: kid,
      audience: operation.service,
      requiredClaims: ['iat', 'exp'],
      clockTolerance: CLOCK_SKEW_SECONDS,
    });
    const told = claims.parse(payload);
    if (told.op !== operation.name) throw new Error('it is for another operation');
    if (told.exp - told.iat > LIFE_SECONDS) throw new Error('it lives too long');
    return told;
  } catch (cause) {
    throw new MeshError('unauthenticated', 'the principal of this call is not vouched for', { cause });
  }
}

/**
 * The gateway may call operations with an HTTP face; another service only those that name it. The gateway has checked the
 * scope.
 */
function allow({ http, callers, name, scope }: Asked, caller: Service, who: Principal): void {
  const mayAsk = callers.includes(caller) || (caller === 'gateway' && http !== undefined);
  if (!mayAsk) throw new MeshError('forbidden', `${caller} may not ask for ${name}`);
  if (!permits(scope, who.scopes)) throw new MeshError('forbidden', `this needs the scope ${scope}`);
}
