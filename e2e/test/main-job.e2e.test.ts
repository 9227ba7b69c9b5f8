import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswersApi, API_PORT, openAnswersApi } from '../demo/answers-api.ts';
import {
  answerQuestion,
  type Finished,
  ingestDocs,
  installPlugin,
  saveWorkflow,
  storeCredential,
} from '../demo/main-job.ts';
import type { SinkSpan } from '../demo/trace-tree.ts';
import { ask } from '../src/ask.ts';
import type { Frame } from '../src/follow.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';

let mesh: Mesh;
let api: AnswersApi;
let credentialId: string;
let finished: Finished;
const frames: Frame[] = [];

beforeAll(async () => {
  mesh = await findMesh();
  api = await openAnswersApi(API_PORT);
  await ingestDocs(mesh, () => {});
  credentialId = (await storeCredential(mesh, api)).id;
  await installPlugin(mesh);
  const workflow = await saveWorkflow(mesh);
  finished = await answerQuestion(mesh, workflow.id, 'What happens when the broker loses its data?', api, (frame) =>
    frames.push(frame),
  );
});
afterAll(() => api[Symbol.asyncDispose]());

test('the workflow completes through all five services', () => {
  expect(finished).toMatchObject({ status: 'completed', output: expect.anything() });
});

test('the API received one answer, under a key, with the token that the broker injected', () => {
  expect(api.refused).toBe(0);
  expect(api.received).toHaveLength(1);
  expect(api.received[0]?.idempotencyKey).toMatch(new RegExp(`^${finished.id}:`));
  expect(api.received[0]?.body).toMatchObject({ answer: expect.stringMatching(/\S{3}/) });
});

test('the live stream carries the journal, gap-free from its first item, with one cursor', () => {
  expect(frames.map(({ item }) => item.seq)).toEqual(frames.map((_, i) => i + 1));
  expect(new Set(frames.map(({ id }) => id.split(':')[0])).size).toBe(1);
});

test('the token is in no journal item, no output and no answer', async () => {
  const { body: credential } = await ask(mesh, 'GET', `/v1/credentials/${credentialId}`);
  const { body: journal } = await ask(mesh, 'GET', `/v1/executions/${finished.id}/journal?limit=100`);
  expect(JSON.stringify({ credential, journal, finished, frames })).not.toContain(api.token);
});

test('the audit names the execution that used the credential', async () => {
  type Row = { actor: { id: string }; outcome: string };
  const { body } = await ask<{ items: Row[] }>(mesh, 'GET', `/v1/audit?resource=${credentialId}`);
  expect(body.items.some(({ actor, outcome }) => actor.id === finished.id && outcome === 'allowed')).toBe(true);
});

test('one trace goes through every service that took part', async () => {
  const services = async () => {
    const { spans } = (await (await fetch(`${mesh.tracesUrl}/traces/${finished.traceId}`)).json()) as {
      spans: SinkSpan[];
    };
    return [...new Set(spans.map(({ service }) => service))].sort();
  };
  await expect
    .poll(services, { timeout: 15_000 })
    .toEqual(['credentials', 'gateway', 'plugins', 'vectors', 'workflows']);
});

test('the same documents again embed nothing', async () => {
  expect((await ingestDocs(mesh, () => {})).embedded).toBe(0);
});
