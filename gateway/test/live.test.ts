import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { none } from '@mesh/cache/none';
import { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Attendance } from '../src/live/attendance.ts';
import { batchOf } from '../src/live/batch.ts';
import { beginningOf } from '../src/live/beginning.ts';
import { cursorOf, formatCursor } from '../src/live/cursor.ts';
import { follow } from '../src/live/follow.ts';
import { frameOf, resetFrame, retryFrame } from '../src/live/frame.ts';
import { Hub } from '../src/live/hub.ts';
import { EventStream } from '../src/live/sse/event-stream.ts';
import { OpenStreams } from '../src/live/sse/open-streams.ts';
import { withinBytes } from '../src/live/within-bytes.ts';
import { LiveClient } from './live-client.ts';
import { Sequence } from './live-sequence.ts';

const never = new AbortController().signal;
const items = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index, type: 'task.started', json: '{}' }));
const upTo = (last: number) => items(1, last).map(({ seq }) => seq);

describe('a cursor', () => {
  test('is written as it is read, and the header wins', () => {
    expect(cursorOf('7:12', '7:3')).toEqual({ epoch: 7, seq: 12 });
    expect(cursorOf(undefined, '0:0')).toEqual({ epoch: 0, seq: 0 });
    expect(cursorOf(undefined, undefined)).toBeUndefined();
    expect(formatCursor({ epoch: 7, seq: 12 })).toBe('7:12');
  });

  test.each(['', '12', '7:', ':7', '7:-1', '7:1.5', '7:1e3', ' 7:1', '7:1:1', `7:${'9'.repeat(16)}`])(
    '%j is refused',
    (text) => expect(() => cursorOf(text, undefined)).toThrow(MeshError),
  );
});

describe('a frame', () => {
  test('is one event whose data is the item', () => {
    const json = JSON.stringify({ seq: 3, data: 'line\n\nid: 9' });
    const frame = `id: 7:3\nevent: task.started\ndata: ${json}\n\n`;
    expect(frameOf(7, { seq: 3, type: 'task.started', json })).toBe(frame);
    expect(frameOf(7, { seq: 3, type: 'a\ndata: b', json }).split('\n')).toHaveLength(5);
  });

  test('of a reset goes on from the beginning', () => {
    const frame = 'id: 7:0\nevent: stream.reset\ndata: {"epoch":7,"seq":0,"execution":1}\n\n';
    expect(resetFrame(7, { execution: 1 })).toBe(frame);
    expect(retryFrame(5, 5)).toBe('retry: 5\n\n');
  });

  test('is built once for all who are at the same place', () => {
    const batch = batchOf({ epoch: 7, items: items(4, 6) });
    expect(batch?.framesAfter(3)).toBe(batch?.framesAfter(0));
    expect(batch?.framesAfter(5).toString()).toBe(frameOf(7, { seq: 6, type: 'task.started', json: '{}' }));
    expect([batch?.last, batchOf({ epoch: 7, items: [] })]).toEqual([6, undefined]);
  });
});

test('a page holds what may wait for a client, and one item however large', () => {
  const large = (kib: number) => ({ seq: 1, type: 'x', json: 'x'.repeat(kib * 1_024) });
  expect(withinBytes([large(200), large(200), large(112), large(1)])).toHaveLength(3);
  expect(withinBytes([large(600), large(1)])).toHaveLength(1);
  expect(withinBytes([])).toEqual([]);
});

describe('a stream begins', () => {
  test.each([
    ['at the first item without a cursor', undefined, false, { kind: 'follow', position: 0 }],
    ['after its cursor', '7:2', false, { kind: 'follow', position: 2 }],
    ['at the head', '7:5', false, { kind: 'follow', position: 5 }],
    ['with a reset for another epoch', '6:2', false, { kind: 'reset' }],
    ['with a reset beyond the end', '7:6', false, { kind: 'reset' }],
    ['not at all at the end of what is over', '7:5', true, { kind: 'over' }],
    ['not at all beyond the end of what is over', '7:6', true, { kind: 'over' }],
    ['with what is left of what is over', '7:4', true, { kind: 'follow', position: 4 }],
    ['with a reset for another epoch of what is over', '6:5', true, { kind: 'reset' }],
  ])('%s', async (_where, cursor, ended, expected) => {
    const sequence = new Sequence(5);
    sequence.ended = ended;
    const beginning = await beginningOf(sequence, cursorOf(cursor, undefined), never);
    expect(beginning).toMatchObject(expected);
    if (beginning.kind === 'over') return;
    const seqs = beginning.page.items.map(({ seq }) => seq);
    expect(seqs).toEqual(upTo(5).slice(beginning.kind === 'follow' ? beginning.position : 0));
  });
});

describe('a client on a socket', () => {
  let hub: Hub;
  let opened: EventStream[];
  let sequence: Sequence;
  const server = createServer(async (_request, response) => {
    const stream = new EventStream(response, sequence);
    opened.push(stream);
    stream.start({}, 0);
    await follow(stream, await sequence.read(0), hub);
  });
  beforeEach(async () => {
    hub = new Hub({ cache: none, hints: 'none', log: silent });
    opened = [];
    sequence = new Sequence(0);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const stream of opened) stream.end('drain');
    await new Promise((resolve) => server.close(resolve));
    expect(hub.size).toBe(0);
  });
  const connect = () => LiveClient.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  test('gets replay and live merged without gap or repetition, whenever it comes', async () => {
    const clients: LiveClient[] = [];
    for (let round = 0; round < 40; round++) {
      sequence.grow(1 + (round % 7));
      if (round % 4 === 0) clients.push(await connect());
      await new Promise((resolve) => setImmediate(resolve));
    }
    sequence.ended = true;
    await Promise.all(clients.map(({ ended }) => ended));
    for (const client of clients) expect(client.seqs).toEqual(upTo(sequence.last));
  });

  test('is told nothing twice when it has read further than those who are there', async () => {
    const first = await connect();
    await expect.poll(() => hub.size).toBe(1);
    sequence.grow(5); // nobody is woken: the second reads it before the channel does
    const second = await connect();
    sequence.ended = true;
    await Promise.all([first.ended, second.ended]);
    expect([first.seqs, second.seqs]).toEqual([upTo(5), upTo(5)]);
  });

  test('is kept alive, rotated with a retry, and let go when its key is refused', async () => {
    const clients = [await connect(), await connect()];
    await expect.poll(() => opened.length).toBe(2);
    const [rotated, refused] = opened.map((stream, index) => {
      const mayStill = async () => {
        if (index === 1) throw new MeshError('unauthenticated', 'revoked');
        throw new MeshError('unavailable', 'nobody can say');
      };
      return new Attendance(stream, mayStill, 0);
    });
    rotated?.tick(15_000);
    await expect.poll(() => clients[0]?.told.some((frame) => '' in frame)).toBe(true);
    expect(opened[0]?.reason).toBeUndefined();
    rotated?.tick(15 * 60_000);
    refused?.tick(2_000);
    await Promise.all(clients.map(({ ended }) => ended));
    expect(opened.map(({ reason }) => reason)).toEqual(['rotation', 'refused']);
    expect(clients[0]?.told.at(-1)?.retry).toBeGreaterThanOrEqual(1_000);
  });

  test('finds no room above the limit, and room again when another leaves', async () => {
    using streams = new OpenStreams(1);
    const [first] = [await connect(), await connect()];
    await expect.poll(() => opened.length).toBe(2);
    const [one, two] = opened as [EventStream, EventStream];
    const always = async () => {};
    streams.admit(one, always);
    expect(() => streams.admit(two, always)).toThrow('too many streams');
    first?.leave();
    await expect.poll(() => streams.size).toBe(0);
    streams.admit(two, always);
    expect(one.reason).toBe('gone');
  });
});
