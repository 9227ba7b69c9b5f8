import { expect, test } from 'vitest';
import { connect } from '../src/connect.ts';
import type { Followed } from '../src/follow.ts';
import { framesOf } from '../src/frames.ts';
import { type Answering, cut, openServer, problem } from './server.ts';

const at = '2026-01-01T00:00:00.000Z';
const item = (seq: number) => ({ seq, type: 'task.completed', at, data: { text: 'é\n' } });
const frame = (seq: number) => `id: 1:${seq}\nevent: task.completed\ndata: ${JSON.stringify(item(seq))}\n\n`;

/** Sends the text, then ends or cuts the stream. */
const stream =
  (text: string, end: 'ends' | 'is cut' = 'ends'): Answering =>
  (_heard, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(text, () => (end === 'ends' ? answer.end() : answer.destroy()));
  };
const over: Answering = (_heard, answer) => void answer.writeHead(204).end();

async function all(followed: AsyncIterable<Followed>): Promise<Followed[]> {
  return Array.fromAsync(followed);
}

test('an execution is followed over cuts, rotations and refusals to its end, each item once', async () => {
  await using server = await openServer(
    stream(`: heartbeat\n\n${frame(1)}${frame(2)}id: 1:3\nevent: task`, 'is cut'),
    problem(503, 'unavailable', { 'retry-after': '0' }),
    cut,
    stream(`retry: 10\n\n${frame(3)}`),
    over,
  );
  const followed = await all(connect(server.connection).executions.follow('exe_1'));
  expect(followed).toEqual([1, 2, 3].map((seq) => ({ kind: 'item', cursor: `1:${seq}`, item: item(seq) })));
  expect(server.heard[0]).toMatchObject({ method: 'GET', url: '/v1/executions/exe_1/events' });
  expect(server.heard.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1:2', '1:2', '1:2', '1:3']);
});

test('following begins behind a cursor, and word that it is no longer good comes with what is now', async () => {
  await using server = await openServer(stream(`id: 2:7\nevent: stream.reset\ndata: {"status":"running"}\n\n`), over);
  const followed = await all(connect(server.connection).executions.follow('exe_1', { after: '1:9' }));
  expect(followed).toEqual([{ kind: 'reset', cursor: '2:7', snapshot: { status: 'running' } }]);
  expect(server.heard.map(({ headers }) => headers['last-event-id'])).toEqual(['1:9', '2:7']);
});

test('an execution that may not be seen is a refusal', async () => {
  await using server = await openServer(problem(404, 'not-found'));
  await expect(all(connect(server.connection).executions.follow('exe_1'))).rejects.toMatchObject({ code: 'not-found' });
});

test('whoever stops listening, or aborts, ends the stream', async () => {
  const open: Answering = (_heard, answer) => void answer.writeHead(200).write(frame(1));
  await using server = await openServer(open);
  const { executions } = connect(server.connection);
  for await (const one of executions.follow('exe_1')) {
    expect(one.cursor).toBe('1:1');
    break;
  }
  const leave = new AbortController();
  const following = (async () => {
    for await (const _ of executions.follow('exe_1', { signal: leave.signal })) leave.abort(new Error('left'));
  })();
  await expect(following).rejects.toThrow('left');
});

test('events are read wherever the bytes are cut, with lines that end in LF, CRLF or CR', async () => {
  const text = `${frame(1)}: note\n\nevent: only\n\ndata: a\ndata: b\n\n`;
  for (const whole of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
    const bytes = Buffer.from(whole).toString('latin1').split('');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Buffer.from(byte, 'latin1'));
        controller.close();
      },
    });
    const events = await Array.fromAsync(framesOf(body));
    expect(events).toEqual([
      { id: '1:1', event: 'task.completed', data: JSON.stringify(item(1)) },
      { id: undefined, event: 'message', data: 'a\nb' },
    ]);
  }
});
