import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';

/** A call as it was received: signatures are over these very bytes. */
export type SignedCall = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };
/** What a call is checked against: any of the secrets will do. `now` is in ms since 1970. */
export type Proof = { readonly secrets: readonly string[]; readonly now: number };

const TOLERANCE_MS = 5 * 60_000;

/** The value of a header. Throws `unauthenticated` if it is missing or repeated. */
export function headerOf({ headers }: SignedCall, name: string): string {
  const value = headers[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new MeshError('unauthenticated', `the header ${name} is missing`);
}

/** Throws `unauthenticated` for a time (seconds since 1970) that is more than five minutes ago or ahead. */
export function checkTime(seconds: string, now: number): void {
  const isNear = /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1_000 - now) <= TOLERANCE_MS;
  if (!isNear) throw new MeshError('unauthenticated', 'the time of sending is over five minutes off');
}

type Keyed = { readonly algorithm: 'sha1' | 'sha256' | 'sha512'; readonly keys: readonly (Buffer | string)[] };

/** Throws `unauthenticated` unless one of `given` is the HMAC of `parts` under one of the keys. Compares in constant time. */
export function checkSignature(
  given: readonly Buffer[],
  { algorithm, keys }: Keyed,
  parts: readonly (string | Buffer)[],
): void {
  const fits = keys.flatMap((key) => {
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    const expected = hmac.digest();
    return given.filter((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
  if (fits.length === 0) throw new MeshError('unauthenticated', 'the signature is not that of this body');
}
