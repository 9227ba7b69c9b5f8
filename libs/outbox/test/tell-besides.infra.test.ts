import { eventSubject } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { eventEmitted } from '@mesh/contracts/workflows-events';
import { freshNats } from '@mesh/testing/nats';
import { headers } from '@nats-io/nats-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pack } from '../src/event/packed.ts';
import { toStructured } from '../src/event/structured-event.ts';
import { Publisher } from '../src/publish/publisher.ts';
import { tellBesides } from '../src/publish/tell-besides.ts';
import { openBus, workspaceId } from './fixture.ts';

let opened: AsyncDisposableStack;
let natsUrl: string;
const heard: number[] = [];
const nobody = newId('ws');
const subjectIn = (workspace: string) => eventSubject(eventEmitted, workspace);

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  natsUrl = opened.use(await freshNats()).url;
  const listener = opened.use(await openBus('gateway', natsUrl));
  listener.nats.subscribe(subjectIn(workspaceId), { callback: (_error, message) => void heard.push(message.json()) });
  await listener.ping();
});
afterEach(() => opened.disposeAsync());

test('whoever tells learns which messages nobody hears', async () => {
  const bus = opened.use(await openBus('vectors', natsUrl));
  using publisher = new Publisher(bus);
  const message = (workspace: string) => ({
    subject: subjectIn(workspace),
    data: Buffer.from('0'),
    headers: headers(),
  });
  expect(await publisher.tell([message(workspaceId), message(nobody), message(workspaceId)])).toEqual([
    true,
    false,
    true,
  ]);
  expect(await publisher.tell([])).toEqual([]);
});

test('of the bundles of a subject the first event is told, and the others where somebody heard it', async () => {
  const bus = opened.use(await openBus('vectors', natsUrl));
  using publisher = new Publisher(bus);
  const rowOf = (workspace: string) => {
    const event = { type: 'a.v1', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid: workspace };
    const events = `[${[1, 2, 3].map((id) => toStructured({ ...event, id: `${id}` }, `${id}`)).join(',')}]`;
    const packed = pack(events);
    const none = { data: '', bundled: 3, eventId: null, about: null, attributes: null, traceparent: null };
    const own = { id: newId('evt'), workspaceId: workspace, subject: bundleSubject(subjectIn(workspace)), packed };
    return { ...none, ...own, type: 'bundle', source: '/a', createdAt: new Date() };
  };
  heard.length = 0;
  const before = bus.nats.stats().outMsgs;
  await tellBesides({ bus, publisher }, [workspaceId, nobody, nobody, workspaceId].map(rowOf));
  expect(bus.nats.stats().outMsgs - before).toBe(7);
  await expect.poll(() => heard).toEqual([1, 2, 3, 1, 2, 3]);
});
