import type { AnswerOf, Operation, QuestionOf } from '@mesh/contracts/operation';
import { ProblemError } from './problem-error.ts';

export type Connection = { readonly url: string; readonly apiKey: string };
type Parts = { params?: object; query?: object; headers?: Record<string, string>; body?: unknown };

/** Asks the mesh for `operation`. Throws `ProblemError` for a refusal, and what `fetch` throws when nobody answers. */
export async function ask<O extends Operation>(
  { url, apiKey }: Connection,
  operation: O,
  question: QuestionOf<O>,
  signal?: AbortSignal,
): Promise<AnswerOf<O>> {
  const { http, name } = operation;
  if (!http) throw new TypeError(`${name} is not served over HTTP`);
  const { params = {}, query = {}, headers = {}, body } = question as Parts;
  const fields = new Map(Object.entries(params));
  const path = http.path.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(fields.get(field))));
  const target = new URL(path, url);
  for (const [field, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(field, value);
  const answer = await fetch(target, {
    method: http.method,
    headers: { 'x-api-key': apiKey, ...headers, ...contentType(http.bodyKind, body) },
    ...(body !== undefined && {
      body: http.bodyKind === 'text' ? (body as { text: string }).text : JSON.stringify(body),
    }),
    ...(signal && { signal }),
  });
  const text = await answer.text();
  const told = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  if (!answer.ok) throw new ProblemError(answer.status, told);
  return operation.output.parse(told) as AnswerOf<O>;
}

function contentType(kind: 'json' | 'text' | undefined, body: unknown): Record<string, string> {
  if (body === undefined) return {};
  return { 'content-type': kind === 'text' ? (body as { contentType: string }).contentType : 'application/json' };
}
