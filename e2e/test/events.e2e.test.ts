import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ask, type Sent } from '../src/ask.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';

/** The first event of that type in the feed. */
async function firstOf({ url, apiKey }: Mesh, type: string): Promise<unknown> {
  const over = new AbortController();
  const asking = { headers: { 'x-api-key': apiKey }, signal: over.signal };
  const { body } = await fetch(`${url}/v1/events?type=${type}`, asking);
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>) ??
    []) {
    text += part;
    const data = /^data: (\{.*\})$/m.exec(text)?.[1];
    if (!data || !text.includes('\n\n')) continue;
    over.abort();
    return JSON.parse(data);
  }
  throw new Error('the feed has ended');
}

test('an event is in the feed as it was sent, whatever it says of itself', async () => {
  const mesh = await findMesh();
  const type = `com.example.sent-${randomUUID()}`;
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/e2e',
    type,
    subject: 'order 4711',
    time: '2001-02-03T04:05:06+01:00',
    dataschema: 'https://schemas.example/order',
    region: 'Zürich 100 %',
    data: { paid: true },
  };
  const headers = { 'content-type': 'application/cloudevents+json', 'idempotency-key': randomUUID() };
  await ask(mesh, 'POST', '/v1/events', { text: JSON.stringify(event), headers });
  expect(await firstOf(mesh, type)).toEqual({
    ...event,
    datacontenttype: 'application/json',
    workspaceid: mesh.workspaceId,
  });
});

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0);
const structured = (event: object): Sent => ({
  text: JSON.stringify(event),
  headers: { 'content-type': 'application/cloudevents+json' },
});
const binary = (event: object, type: string, bytes: Uint8Array<ArrayBuffer>): Sent => ({
  bytes,
  headers: {
    ...Object.fromEntries(Object.entries(event).map(([name, value]) => [`ce-${name}`, String(value)])),
    'content-type': type,
  },
});

test.each([
  { mode: 'structured', datacontenttype: 'application/json', data: { data: null } },
  { mode: 'structured', datacontenttype: 'application/json', data: {} },
  { mode: 'binary', datacontenttype: 'application/json', data: { data: null }, bytes: Buffer.from('null') },
  { mode: 'structured', datacontenttype: 'image/png', data: { data_base64: Buffer.from(png).toString('base64') } },
  {
    mode: 'binary',
    datacontenttype: 'image/png',
    data: { data_base64: Buffer.from(png).toString('base64') },
    bytes: png,
  },
  { mode: 'binary', datacontenttype: 'text/csv; charset=utf-8', data: { data: 'a,ü' }, bytes: Buffer.from('a,ü') },
  { mode: 'binary', datacontenttype: 'application/a+json', data: { data: { a: 1 } }, bytes: Buffer.from('{"a":1}') },
])('data $data of type $datacontenttype are in the feed as they were sent in $mode mode', async (sent) => {
  const { datacontenttype, data, bytes } = sent;
  const mesh = await findMesh();
  const event = { specversion: '1.0', id: randomUUID(), source: '/e2e', type: `com.example.sent-${randomUUID()}` };
  const whole = { ...event, datacontenttype, ...data };
  await ask(mesh, 'POST', '/v1/events', bytes ? binary(event, datacontenttype, bytes) : structured(whole));
  const { time: _, ...told } = (await firstOf(mesh, event.type)) as Record<string, unknown>;
  expect(told).toEqual({ ...whole, workspaceid: mesh.workspaceId });
});
