import type { Egress, EgressAnswer, EgressRequest } from '@mesh/egress/egress';
import type { Call } from '../call.ts';
import { awsSignature } from '../crypto/aws-signature.ts';
import type { Injected } from './injected.ts';

/** A call that contains the secret. */
export type ArmedCall = Call & { readonly secretHeaders: readonly string[] };

/** Puts the secret into a call. Injected headers override the caller's. */
export async function armed(
  { method, url, headers, body, idempotencyKey }: Call & { readonly idempotencyKey?: string | undefined },
  { headers: given, query, prefix, aws }: Injected,
): Promise<ArmedCall> {
  const target = new URL(url);
  for (const [name, value] of query) target.searchParams.set(name, value);
  if (prefix !== '') target.pathname = target.pathname === '/' ? prefix : `${prefix}${target.pathname}`;
  const open = over(headers, idempotencyKey ? { 'idempotency-key': idempotencyKey } : {});
  const unsigned = { method, url: target, headers: over(open, given), body };
  const signature = aws ? await awsSignature(aws, unsigned, new Date()) : {};
  const secretHeaders = [...Object.keys(given), ...Object.keys(signature)];
  return { ...unsigned, headers: over(unsigned.headers, signature), secretHeaders };
}

/** `above` overrides names in any case. Its own names are in lower case. */
function over(headers: Readonly<Record<string, string>>, above: Readonly<Record<string, string>>) {
  const left = Object.entries(headers).filter(([name]) => !Object.hasOwn(above, name.toLowerCase()));
  return { ...Object.fromEntries(left), ...above };
}

/** Makes the call, to allowed hosts only. */
export function send(
  egress: Egress,
  { url, ...call }: ArmedCall,
  how: Pick<EgressRequest, 'signal' | 'enough' | 'repeatable' | 'timeoutMs' | 'maxBytes' | 'redirects' | 'through'> & {
    allowedHosts: readonly string[];
  },
): Promise<EgressAnswer> {
  return egress.request({ ...call, url: url.href, ...how });
}
