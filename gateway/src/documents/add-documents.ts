import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { asyncapiOf } from './asyncapi.ts';
import { docsPage } from './docs-page.ts';
import { openapiOf } from './openapi.ts';
import { PAGE_POLICY } from './page.ts';
import { problemAdvice, problemPage } from './problem-page.ts';

const page = new URL('./page/', import.meta.url);
const MINUTES = 'public, max-age=300';
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** Serves the documents that describe the mesh, each built at its first request. */
export function addDocuments(app: FastifyInstance): void {
  const openapi = made(openapiOf);
  const documents = {
    '/openapi.json': [JSON_TYPE, made(() => JSON.stringify(openapi()))],
    '/asyncapi.json': [JSON_TYPE, made(() => JSON.stringify(asyncapiOf()))],
    '/docs': [HTML, made(() => docsPage(openapi()))],
    '/docs/page.css': ['text/css; charset=utf-8', made(() => asset('page.css'))],
    '/docs/page.js': ['text/javascript; charset=utf-8', made(() => asset('page.js'))],
  } as const;
  for (const [url, [type, text]] of Object.entries(documents))
    app.get(url, async (_request, reply) => shown(reply, type, text()));

  app.get<{ Params: { code: string } }>('/problems/:code', async ({ params, headers }, reply) => {
    const advice = problemAdvice(params.code);
    reply.header('vary', 'accept');
    if (/\btext\/html\b/.test(headers.accept ?? '')) return shown(reply, HTML, problemPage(advice));
    return shown(reply, JSON_TYPE, JSON.stringify(advice));
  });
}

function shown(reply: FastifyReply, type: string, text: string): FastifyReply {
  reply.header('cache-control', MINUTES).type(type);
  if (type === HTML) reply.header('content-security-policy', PAGE_POLICY);
  return reply.send(text);
}

function asset(name: string): string {
  return readFileSync(new URL(name, page), 'utf8');
}

function made<T>(make: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: make() };
    return known.value;
  };
}
