import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ask } from '../src/ask.ts';
import { type Frame, follow } from '../src/follow.ts';
import type { Mesh } from '../src/mesh.ts';
import type { AnswersApi } from './answers-api.ts';
import { passagesOf } from './passages.ts';
import { zipFolder } from './zip-folder.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BATCH = 50;
export const COLLECTION = 'mesh-docs';
const CREDENTIAL = 'answers-api';
const PLUGIN = { name: 'answer-kit', version: '1.0.0' };

/** Puts the project's documentation into a collection; unchanged passages are not embedded again. */
export async function ingestDocs(
  mesh: Mesh,
  onBatch: (done: number, of: number) => void,
): Promise<{ passages: number; embedded: number }> {
  const passages = await passagesOf(here('../../docs'));
  await ask(mesh, 'PUT', `/v1/collections/${COLLECTION}`, { body: {} });
  let embedded = 0;
  for (let from = 0; from < passages.length; from += BATCH) {
    const points = passages.slice(from, from + BATCH);
    const { body } = await ask<{ embedded: number }>(mesh, 'POST', `/v1/collections/${COLLECTION}/points`, {
      body: { points },
    });
    embedded += body.embedded;
    onBatch(Math.min(from + BATCH, passages.length), passages.length);
  }
  return { passages: passages.length, embedded };
}

/** Stores the token of the API as a credential for that API only; a second run stores the new token. */
export async function storeCredential(
  mesh: Mesh,
  { token, host }: AnswersApi,
): Promise<{ id: string; masked: unknown }> {
  type Stored = { id: string; fields: Record<string, unknown> };
  const { body: known } = await ask<{ items: (Stored & { name: string })[] }>(
    mesh,
    'GET',
    `/v1/credentials?search=${CREDENTIAL}`,
  );
  const old = known.items.find(({ name }) => name === CREDENTIAL);
  const fresh = { data: { token }, allowedHosts: [host] };
  const { body } = old
    ? await ask<Stored>(mesh, 'PATCH', `/v1/credentials/${old.id}`, { body: fresh })
    : await ask<Stored>(mesh, 'POST', '/v1/credentials', { body: { name: CREDENTIAL, type: 'http-bearer', ...fresh } });
  return { id: body.id, masked: body.fields['token'] };
}

/** Publishes the demo's plugin and installs it. */
export async function installPlugin(mesh: Mesh): Promise<{ name: string; version: string; revision: number }> {
  const bytes = await zipFolder(here('./plugins/answer-kit'));
  await ask(mesh, 'POST', '/v1/plugins', { bytes, headers: { 'content-type': 'application/zip' } });
  const { body } = await ask<{ revision: number }>(mesh, 'PUT', `/v1/installations/${PLUGIN.name}`, {
    body: { version: PLUGIN.version },
  });
  return { ...PLUGIN, revision: body.revision };
}

/** Saves the workflow; the same document again is the same workflow. */
export async function saveWorkflow(mesh: Mesh): Promise<{ id: string; digest: string }> {
  const text = await readFile(here('./answer-question.yaml'), 'utf8');
  const headers = { 'content-type': 'application/yaml' };
  return (await ask<{ id: string; digest: string }>(mesh, 'POST', '/v1/workflows', { text, headers })).body;
}

export type Finished = {
  id: string;
  traceId: string;
  status: string;
  output: unknown;
  error?: { title?: string; detail?: string };
};

/** Starts the workflow with a question, follows it live, and returns the result. */
export async function answerQuestion(
  mesh: Mesh,
  workflowId: string,
  question: string,
  api: AnswersApi,
  hear: (frame: Frame) => void,
): Promise<Finished> {
  const input = { question, collection: COLLECTION, api: `${api.url}/answers` };
  const started = await ask<{ id: string }>(mesh, 'POST', `/v1/workflows/${workflowId}/executions`, {
    body: { input },
  });
  for await (const frame of follow(mesh, started.body.id)) hear(frame);
  const { body } = await ask<Finished>(mesh, 'GET', `/v1/executions/${started.body.id}`);
  return { ...body, traceId: started.headers.get('x-trace-id') ?? '' };
}
