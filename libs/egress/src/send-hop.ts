import { currentTraceparent, inSpan } from '@mesh/runtime/span';
import { SpanKind } from '@opentelemetry/api';
import type { Dispatcher } from 'undici';
import type { EgressAnswer, OnPart, Through } from './egress.ts';
import { portOf } from './host-pattern.ts';
import { retryStale } from './keep-alive.ts';
import { readBody } from './read-body.ts';
import type { Hop } from './redirect.ts';

type Sending = {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly traceparent: boolean;
  readonly repeatable: boolean;
  readonly onPart: OnPart | undefined;
  readonly enough: AbortSignal | undefined;
  readonly through: Through | undefined;
  readonly unread: boolean;
};

/** Bytes of an unread body that are still read, so that its connection can be reused. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** Sends one request and reads its answer, in a span that names the host alone: path and query may hold secrets. */
export function sendHop(
  agent: Dispatcher,
  { method, url, headers, body }: Hop,
  { signal, maxBytes, traceparent, repeatable, onPart, enough, through, unread }: Sending,
): Promise<EgressAnswer> {
  const attributes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': portOf(url),
  };
  return inSpan(method, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const ours = traceparent ? currentTraceparent() : undefined;
    const request = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method as Dispatcher.HttpMethod,
      headers: ours ? { ...headers, traceparent: ours } : headers,
      body: body ?? null,
      signal,
    };
    const answer = await retryStale(() => agent.request(request), repeatable);
    span.setAttribute('http.response.status_code', answer.statusCode);
    const told = joined(answer.headers);
    const encoding = method === 'HEAD' ? undefined : told['content-encoding'];
    const { body: source, statusCode: status } = answer;
    const how = {
      maxBytes,
      enough,
      through: through?.(status),
      onPart: onPart && ((part: Buffer) => onPart(part, status, told)),
    };
    const content = unread ? await thrownAway(source) : await readBody(source, encoding, how);
    delete told['content-encoding'];
    delete told['content-length'];
    return { status, headers: told, body: content, url: url.href };
  });
}

async function thrownAway(source: Dispatcher.ResponseData['body']): Promise<Buffer> {
  await source.dump({ limit: MOST_UNREAD_BYTES });
  return Buffer.alloc(0);
}

/** Singleton headers (RFC 9110, 5.3): of several the first counts, as in Node.js. */
const single = new Set(['content-type', 'etag', 'last-modified', 'location', 'retry-after']);

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([written, value]) => {
      const name = written.toLowerCase();
      const [first = '', ...others] = [value ?? []].flat();
      return value === undefined ? [] : [[name, single.has(name) ? first : [first, ...others].join(', ')]];
    }),
  );
}
