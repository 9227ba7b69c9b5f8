import { expect, test } from 'vitest';
import { connect } from '../src/connect.ts';
import { pauseAfter } from '../src/pause.ts';
import { cut, json, openServer, problem } from './server.ts';

const made = {
  id: 'exe_01h455vb4pex5vsknk084sn02q',
  status: 'pending',
  input: {},
  startedAt: '2026-01-01T00:00:00.000Z',
};
const workflow = { id: 'wf_01h455vb4pex5vsknk084sn02q', namespace: 'a', name: 'b', version: '1' };
const started = json(202, { ...made, workflow });
const later = problem(503, 'unavailable', { 'retry-after': '0' });
const params = { workflowId: 'a/b' };

test('what may be repeated is repeated while the mesh says later, or the connection is cut', async () => {
  await using server = await openServer(later, problem(429, 'rate-limited', { 'retry-after': '0' }), cut, started);
  const answer = await connect(server.connection).workflows.getExecution({ params: { executionId: made.id } });
  expect(answer.status).toBe('pending');
  expect(server.heard).toHaveLength(4);
});

test('a POST is sent once, unless a key lets the mesh recognise it', async () => {
  await using server = await openServer(later, later, started);
  const { workflows } = connect(server.connection);
  await expect(workflows.startExecution({ params, body: {} })).rejects.toMatchObject({ status: 503 });
  expect(server.heard).toHaveLength(1);
  await workflows.startExecution({ params, body: {} }, { idempotencyKey: 'order-7' });
  expect(server.heard.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, 'order-7', 'order-7']);
});

test('after its retries the refusal is thrown, and one that asks for too long a wait at once', async () => {
  await using server = await openServer(later, later, later, problem(503, 'unavailable', { 'retry-after': '3600' }));
  const { gateway } = connect({ ...server.connection, retries: 1 });
  await expect(gateway.me()).rejects.toMatchObject({ status: 503 });
  expect(server.heard).toHaveLength(2);
  const patient = connect({ ...server.connection, retries: 9 });
  await expect(patient.gateway.me()).rejects.toMatchObject({ status: 503 });
  expect(server.heard).toHaveLength(4);
});

test('a caller who has left is not kept waiting, for an answer or for the next attempt', async () => {
  await using server = await openServer(problem(503, 'unavailable', { 'retry-after': '30' }), () => {});
  const leave = new AbortController();
  const asking = connect(server.connection).gateway.me({}, { signal: leave.signal });
  await expect.poll(() => server.heard.length).toBe(1);
  leave.abort(new Error('left'));
  await expect(asking).rejects.toThrow();
  const limited = connect(server.connection).gateway.me({}, { timeoutMs: 50 });
  await expect(limited).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('pauses grow with jitter, and the mesh may ask for another in seconds or by a date', () => {
  expect([0, 1, 2, 9].map((attempt) => pauseAfter(attempt, null, 1, 0))).toEqual([200, 400, 800, 10_000]);
  expect(pauseAfter(0, null, 0, 0)).toBe(100);
  expect(pauseAfter(0, '7', 0, 0)).toBe(7_000);
  expect(pauseAfter(0, 'Thu, 01 Jan 1970 00:00:09 GMT', 0, 4_000)).toBe(5_000);
  expect(pauseAfter(0, '61', 0, 0)).toBeUndefined();
  expect(pauseAfter(0, 'soon', 0, 0)).toBe(100);
});
