import { Pool } from 'undici';
import type { Mesh } from './mesh.ts';

type Posting = { readonly mesh: Mesh; readonly clients: Pool; readonly path: string };

/**
 * As many connections as concurrent requests, each with one request at a time. undici takes less of the cores that the mesh runs
 * on than `node:http`.
 */
export function openClients({ url }: Mesh, count: number | null = null): Pool {
  return new Pool(url, { connections: count, pipelining: 1 });
}

/** Milliseconds of one workflow from its request to its answer. Throws if it did not complete. */
export async function runWorkflow(posting: Posting): Promise<number> {
  const since = performance.now();
  const { status, text } = await post(posting, '{"input":{"n":0}}', { prefer: 'wait=30' });
  if (status !== 200 || !text.includes('"status":"completed"')) throw new Error(`${status}: ${text}`);
  return performance.now() - since;
}

/** Starts many with one request. */
export async function runBatch({ path, ...posting }: Posting, size: number): Promise<void> {
  const inputs = JSON.stringify({ inputs: Array.from({ length: size }, () => ({ n: 0 })) });
  const { status, text } = await post({ ...posting, path: `${path}:batch` }, inputs, {});
  if (status !== 202) throw new Error(`${status}: ${text}`);
}

async function post({ mesh, clients, path }: Posting, sent: string, more: Record<string, string>) {
  const headers = { 'x-api-key': mesh.apiKey, 'content-type': 'application/json', ...more };
  const { statusCode, body } = await clients.request({ path, method: 'POST', headers, body: sent });
  return { status: statusCode, text: await body.text() };
}
