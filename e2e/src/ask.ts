import type { Mesh } from './mesh.ts';

/** A refusal: the problem document (RFC 9457) of the gateway. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly body: Record<string, unknown>;

  constructor(what: string, status: number, body: Record<string, unknown>) {
    super(`${what}: ${status} ${String(body['detail'] ?? body['title'] ?? 'without a reason')}`);
    this.status = status;
    this.code = String(body['code'] ?? '');
    this.body = body;
  }
}

export type Sent = { body?: unknown; text?: string; bytes?: Uint8Array<ArrayBuffer>; headers?: Record<string, string> };
export type Answer<T> = { status: number; headers: Headers; body: T };

/**
 * Sends a request to the gateway: JSON as `body`, YAML as `text`, a file as `bytes`. Throws `Problem` unless the status is 2xx.
 */
export async function ask<T>(mesh: Mesh, method: string, path: string, sent: Sent = {}): Promise<Answer<T>> {
  const json = sent.body === undefined ? {} : { 'content-type': 'application/json' };
  const payload = sent.bytes ?? sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const response = await fetch(`${mesh.url}${path}`, {
    method,
    headers: { 'x-api-key': mesh.apiKey, ...json, ...sent.headers },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  const body = text === '' ? undefined : (JSON.parse(text) as unknown);
  if (!response.ok) throw new Problem(`${method} ${path}`, response.status, body as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body: body as T };
}
