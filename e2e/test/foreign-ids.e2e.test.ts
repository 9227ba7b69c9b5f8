import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../src/ask.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';
import { oneOfEverything } from './work/one-of-everything.ts';

type Parameter = { name: string; in: string; required: boolean; schema: { examples?: unknown[] } };
type Face = { parameters?: Parameter[]; requestBody?: { content: Record<string, { example?: unknown }> } };
type Asked = { method: string; path: string; face: Face };

/** Operations on names that each workspace has for itself, or that all share. */
const notOfOne = /^PUT \/v1\/collections\/|\/v1\/credential-types\/|\/v1\/queues\//;
/** Bodies for operations whose example in OpenAPI is insufficient. */
const bodies: Readonly<Record<string, unknown>> = {
  '/v1/collections/{name}/points/delete': { ids: ['p'] },
  '/v1/collections/{name}/points': { points: [{ id: 'q', vector: [1] }] },
  '/v1/collections/{name}/search': { vector: [1] },
};
/** Path parameters after the one that identifies the object. */
const parts: Readonly<Record<string, string>> = {
  deliveryId: '1',
  approval: '0'.repeat(32),
  version: '1.0.0',
  path: 'plugin.json',
  function: 'f',
  id: 'p',
};
const ofRequest = new Set(['date', 'x-request-id', 'x-trace-id', 'content-length']);

const mesh = await findMesh();
const { body: described } = await ask<{ paths: Record<string, Record<string, Face>> }>(mesh, 'GET', '/openapi.json');
const questions: Asked[] = Object.entries(described.paths)
  .filter(([path]) => path.includes('{'))
  .flatMap(([path, faces]) =>
    Object.entries(faces).map(([method, face]) => ({ method: method.toUpperCase(), path, face })),
  )
  .filter(({ method, path }) => !notOfOne.test(`${method} ${path}`));
let things: Record<string, string>;
let owner: Mesh;
let stranger: Mesh;

beforeAll(async () => {
  [owner, stranger] = [await workspace('owner'), await workspace('stranger')];
  things = await oneOfEverything(owner);
}, 60_000);
afterAll(async () => {
  for (const one of [owner, stranger]) await ask(one, 'DELETE', `/v1/workspaces/${one.workspaceId}`);
});

/** The mesh with the key of a new workspace. */
async function workspace(name: string): Promise<Mesh> {
  const { body } = await ask<{ id: string; apiKey: string }>(mesh, 'POST', '/v1/workspaces', { body: { name } });
  return { ...mesh, apiKey: body.apiKey, workspaceId: body.id };
}

test.each(questions)('to a stranger $method $path answers as of what never was', async ({ method, path, face }) => {
  const named = things[path.split('/')[2] ?? ''] ?? '';
  expect(named, 'one-of-everything.ts makes one of these').not.toBe('');
  const never = named.includes('_') ? `${named.slice(0, -8)}00000000` : 'never-was';
  expect(await refusal(named)).toEqual(await refusal(never));

  async function refusal(name: string) {
    const values = { ...parts, [/\{(\w+)\}/.exec(path)?.[1] ?? '']: name };
    const address = path.replace(/\{(\w+)\}/g, (_, part: keyof typeof values) => values[part] ?? '');
    const query = (face.parameters ?? []).filter((one) => one.in === 'query' && one.required);
    const search = new URLSearchParams();
    for (const one of query) search.set(one.name, String(one.schema.examples?.[0] ?? ''));
    const example = bodies[path] ?? face.requestBody?.content['application/json']?.example;
    const answer = await fetch(`${mesh.url}${address}${query.length > 0 ? `?${search}` : ''}`, {
      method,
      headers: { 'x-api-key': stranger.apiKey, ...(example !== undefined && { 'content-type': 'application/json' }) },
      ...(example !== undefined && { body: JSON.stringify(example) }),
    });
    const text = await answer.text();
    expect(answer.status, text).toBe(404);
    const { requestId: _r, traceId: _t, ...same } = JSON.parse(text.replaceAll(name, 'IT')) as Record<string, unknown>;
    return { same, headers: [...answer.headers].filter(([header]) => !ofRequest.has(header)) };
  }
});
