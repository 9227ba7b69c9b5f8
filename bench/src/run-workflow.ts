import { type Agent, request } from 'node:http';
import type { Mesh } from './mesh.ts';

type Posting = { readonly mesh: Mesh; readonly agent: Agent; readonly path: string };

/** Milliseconds of one workflow from its request to its answer. Throws when it did not complete. */
export async function runWorkflow(posting: Posting): Promise<number> {
  const since = performance.now();
  const { status, text } = await post(posting, '{"input":{"n":0}}', { prefer: 'wait=30' });
  if (status !== 200 || !text.includes('"status":"completed"')) throw new Error(`${status}: ${text}`);
  return performance.now() - since;
}

/** Starts many with one request, and waits until the last of them has ended. */
export async function runBatch({ mesh, agent, path }: Posting, size: number): Promise<void> {
  const body = JSON.stringify({ inputs: Array.from({ length: size }, () => ({ n: 0 })) });
  const { status, text } = await post({ mesh, agent, path: `${path}:batch` }, body, {});
  if (status !== 202) throw new Error(`${status}: ${text}`);
}

function post({ mesh, agent, path }: Posting, body: string, more: Record<string, string>) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { 'x-api-key': mesh.apiKey, 'content-type': 'application/json', ...more };
  const sent = request(`${mesh.url}${path}`, { method: 'POST', agent, headers }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
