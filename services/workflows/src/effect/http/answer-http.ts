import { isJson } from '@mesh/egress/content-type';
import { retryAfterMs } from '@mesh/egress/retry-after';
import type { Json } from '@mesh/jq/json';
import { standardFault } from '../../workflow-fault.ts';
import { bodyText } from './body-text.ts';
import type { HttpArguments } from './http-arguments.ts';
import type { HttpAnswer } from './http-call.ts';
import { jsonBody } from './json-body.ts';

/** Characters of a callee's explanation that go into the error. */
const LONGEST_REASON = 500;

/** The output of an HTTP call. Throws `WorkflowFault` for a status that does not count as success. */
export function outputOf({ method, url, headers, output, redirect }: HttpArguments, answer: HttpAnswer): Json {
  refuseFailure(answer, redirect);
  if (output === 'raw') return answer.raw.toString('base64');
  const content = contentOf(answer);
  if (output === 'content') return content;
  const request = { method, uri: url, headers };
  return { request, statusCode: answer.status, headers: answer.headers, content };
}

/**
 * Throws for a status outside 200–299, or 200–399 if redirects are no errors. Includes the callee's explanation and
 * `Retry-After`.
 */
export function refuseFailure({ status, headers, raw }: HttpAnswer, redirect = false): void {
  if (status >= 200 && status <= (redirect ? 399 : 299)) return;
  throw standardFault('communication', [`the server answered ${status}`, ...reasonIn(headers, raw)].join(': '), {
    status,
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
  });
}

/** The body, for a `catch` and for readers of the history. HTML pages explain nothing. */
function reasonIn(headers: HttpAnswer['headers'], body: Buffer): readonly string[] {
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '');
  const text = isPage ? '' : (bodyText(body, headers['content-type'])?.trim() ?? '');
  return text === '' ? [] : [text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text];
}

/** A body labelled as JSON that is not cannot be continued with; the output `raw` gives it as it is. */
function contentOf({ headers, content, raw }: HttpAnswer): Json {
  if (typeof content !== 'string' || !isJson(headers['content-type'])) return content;
  const value = jsonBody(bodyText(raw, headers['content-type']) ?? '');
  if (value !== undefined) return value;
  throw standardFault(
    'communication',
    'the server answered what it calls JSON and is none, or has numbers that are too large',
    { status: 502 },
  );
}
