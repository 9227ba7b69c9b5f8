import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@mesh/bus/serve';
import { listWorkflows } from '@mesh/contracts/workflows';
import { startTelemetry } from '@mesh/runtime/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';

type Span = { name: string; traceId: string; spanId: string; parentSpanId?: string; attributes: { key: string }[] };
const opened = new AsyncDisposableStack();
const exported: Span[] = [];
const resources: unknown[] = [];
let room: Room;

beforeAll(async () => {
  const collector = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(Buffer.concat(await request.toArray()).toString()) as {
      resourceSpans: { resource: unknown; scopeSpans: { spans: Span[] }[] }[];
    };
    exported.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
    resources.push(...resourceSpans.map(({ resource }) => resource));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  opened.defer(() => void collector.close().closeAllConnections());
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const about = { service: 'gateway', version: '1', environment: 'a-test' };
  opened.use(await startTelemetry({ ...about, endpoint, tracesPerSecond: 100 }));
  room = opened.use(await openRoom());
  serve(await room.busOf('workflows'), listWorkflows, async () => ({ items: [], nextCursor: null }));
});
afterAll(() => opened.disposeAsync());

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const ask = (traceparent?: string) =>
  room.app.inject({ url: '/v1/workflows?limit=5', headers: { ...(traceparent && { traceparent }) } });
const named = (name: string, traceId: unknown) =>
  exported.find((span) => span.name === name && span.traceId === traceId);

test('a request continues the trace that it brings, and its call over the broker is a child', async () => {
  const answer = await ask(`00-${TRACE}-b7ad6b7169203331-01`);
  expect([answer.statusCode, answer.headers['x-trace-id']]).toEqual([200, TRACE]);
  const server = () => named('HTTP GET /v1/workflows', TRACE);
  const client = () => named(`request ${listWorkflows.subject}`, TRACE);
  await expect.poll(() => [server(), client()].every(Boolean)).toBe(true);
  expect(server()?.parentSpanId).toBe('b7ad6b7169203331');
  expect(client()?.parentSpanId).toBe(server()?.spanId);
  expect(named(`process ${listWorkflows.subject}`, TRACE)?.parentSpanId).toBe(client()?.spanId);
  expect(server()?.attributes.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['http.request.method', 'http.route', 'url.path', 'http.response.status_code']),
  );
});

test('a trace tells the deployment that it is of', async () => {
  await ask();
  const told = { key: 'deployment.environment.name', value: { stringValue: 'a-test' } };
  await expect
    .poll(() => resources)
    .toContainEqual(expect.objectContaining({ attributes: expect.arrayContaining([told]) }));
});

test.each([
  ['none', undefined],
  ['a malformed one', 'nonsense'],
  ['ten kilobytes', 'a'.repeat(10_000)],
  ['one of zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
])('with %s the request begins a trace of its own', async (_title, traceparent) => {
  const answer = await ask(traceparent);
  expect(answer.headers['x-trace-id']).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  expect(answer.statusCode).toBe(200);
});

test('a refusal tells the same trace in its header and its document', async () => {
  const answer = await room.app.inject({
    url: '/nowhere',
    headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01` },
  });
  expect(answer.json()).toMatchObject({ traceId: TRACE, requestId: answer.headers['x-request-id'] });
});
