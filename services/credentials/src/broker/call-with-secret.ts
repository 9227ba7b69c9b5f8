import type { Egress, EgressAnswer } from '@mesh/egress/egress';
import type { Injected } from './injected.ts';

export type Call = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  idempotencyKey?: string | undefined;
};

/** Makes a call with the secret in it, to the allowed hosts alone. The caller's own headers give way to the injected ones. */
export function callWithSecret(
  egress: Egress,
  { method, url, headers, body, idempotencyKey }: Call,
  { headers: secretHeaders, query }: Injected,
  { allowedHosts, signal }: { allowedHosts: readonly string[]; signal: AbortSignal },
): Promise<EgressAnswer> {
  const target = new URL(url);
  for (const [name, value] of query) target.searchParams.set(name, value);
  const replaced = new Set([...Object.keys(secretHeaders), ...(idempotencyKey ? ['idempotency-key'] : [])]);
  const own = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return egress.request({
    method,
    url: target.href,
    headers: {
      ...Object.fromEntries(own),
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      ...secretHeaders,
    },
    body,
    allowedHosts,
    secretHeaders: Object.keys(secretHeaders),
    signal,
  });
}
