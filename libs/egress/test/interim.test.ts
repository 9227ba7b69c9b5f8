import { createServer, type Socket } from 'node:net';
import { silent } from '@mesh/runtime/log';
import { expect, test } from 'vitest';
import { openEgress } from '../src/open.ts';

/** A server that writes an answer to each request in these pieces, each once the one before has been sent. */
async function openServer(piecesOf: (request: number) => readonly string[]) {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    let requests = 0;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (part) => {
      if (part.includes('\r\n\r\n')) void write(socket, piecesOf(requests++));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  const egress = openEgress({ allow: ['127.0.0.1'], log: silent });
  return {
    ask: (body?: string) =>
      egress.request({ method: 'POST', url: `http://127.0.0.1:${port}/`, body, timeoutMs: 5_000, repeatable: false }),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      await egress[Symbol.asyncDispose]();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function write(socket: Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) await new Promise<void>((sent) => socket.write(piece, () => setImmediate(sent)));
}

const proceed = 'HTTP/1.1 100 Continue\r\n\r\n';
const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n';
const answerOf = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test.each([
  ['one', [proceed, answerOf('done')]],
  ['one without a reason', ['HTTP/1.1 100 \r\n\r\n', answerOf('done')]],
  ['one in the same piece as the answer', [proceed + answerOf('done')]],
  ['several, and others', [hints, proceed, proceed + hints, answerOf('done')]],
  ['one in single bytes', [...(proceed + answerOf('done'))]],
  ['none, in single bytes', [...answerOf('done')]],
])('interim answers that nobody asked for are passed over: %s', async (_what, pieces) => {
  await using server = await openServer(() => pieces);
  for (const body of [undefined, 'x', 'y'.repeat(1_000), 'z'])
    expect(await server.ask(body)).toMatchObject({ status: 200, body: Buffer.from('done') });
  expect(server.connections(), 'connections are kept').toBeLessThan(4);
});

test('a body that reads as an interim answer stays as it is', async () => {
  await using server = await openServer(() => [answerOf(proceed).slice(0, -proceed.length), proceed]);
  for (const _ of [1, 2]) expect(String((await server.ask('x')).body)).toBe(proceed);
});

test('an answer that changes the protocol is a failure, and so is one that is interim for ever', async () => {
  await using switching = await openServer(() => [
    'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ]);
  await expect(switching.ask()).rejects.toMatchObject({ code: 'egress-failed' });
  await using endless = await openServer(() => [`HTTP/1.1 100 Continue\r\nx: ${'x'.repeat(40_000)}`]);
  await expect(endless.ask()).rejects.toMatchObject({ code: 'egress-failed' });
});
