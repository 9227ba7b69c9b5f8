import type { Socket } from 'node:net';
import type { Failpoints } from './failpoints.ts';
import { HttpClientWire, HttpServerWire } from './http-wire.ts';
import { NatsWire } from './nats-wire.ts';
import { PgWire } from './pg-wire.ts';
import { RedisWire } from './redis-wire.ts';
import type { Wire } from './wire.ts';

type Done = (error?: Error | null) => void;
type Chunk = { readonly chunk: Buffer | string; readonly encoding: BufferEncoding };
/** Internal methods of a stream; `push` is how a socket hands on what has arrived. */
type Sides = {
  _write(chunk: Chunk['chunk'], encoding: BufferEncoding, done: Done): void;
  _writev(chunks: readonly Chunk[], done: Done): void;
  push(chunk: Buffer | null, encoding?: BufferEncoding): boolean;
};

/**
 * Puts failpoints on both sides of everything that sockets send and receive. `askedOf` names the current request of a server's
 * connection.
 */
export function wrapSockets(
  prototype: Socket,
  points: Pick<Failpoints, 'cross'>,
  askedOf: (socket: Socket) => string | undefined,
): void {
  const sides = prototype as unknown as Sides;
  const { _write, _writev, push } = sides;
  const wires = new WeakMap<Socket, Wire | 'unknown'>();
  /** A held-back chunk holds back everything behind it. */
  const held = new WeakMap<Socket, Promise<void>>();

  const wireOf = (socket: Socket, first?: Buffer): Wire | undefined => {
    if (first && !wires.has(socket)) wires.set(socket, wireThatBegins(first, () => askedOf(socket)) ?? 'unknown');
    const wire = wires.get(socket);
    return wire === 'unknown' ? undefined : wire;
  };

  function send(socket: Socket, bytes: Buffer, write: (done: Done) => void, done: Done): void {
    const sent = wireOf(socket, bytes)?.sent(bytes) ?? [];
    const told = sent.filter(({ isAnswered }) => !isAnswered);
    const cut = () => void socket.destroy(reset());
    const crossed: Done = (error) => {
      const pauses = error ? [] : told.map(({ name }) => points.cross(name, 'after', cut));
      whenOver(pauses, () => done(error));
    };
    whenOver(
      sent.map(({ name }) => points.cross(name, 'before', cut)),
      () => (socket.destroyed ? done(reset()) : write(crossed)),
    );
  }

  sides._write = function (this: Socket, chunk, encoding, done) {
    send(this, bytesOf({ chunk, encoding }), (crossed) => _write.call(this, chunk, encoding, crossed), done);
  } as Sides['_write'];

  sides._writev = function (this: Socket, chunks, done) {
    const bytes = Buffer.concat(chunks.map(bytesOf));
    send(this, bytes, (crossed) => _writev.call(this, chunks, crossed), done);
  } as Sides['_writev'];

  sides.push = function (this: Socket, chunk, encoding) {
    const got = (chunk && wireOf(this)?.got(chunk)) ?? [];
    const cut = () => void this.destroy(reset());
    const pauses = [held.get(this), ...got.map((name) => points.cross(name, 'after', cut))].filter(Boolean);
    if (got.length > 0 && this.destroyed) return false;
    if (pauses.length === 0) return push.call(this, chunk, encoding);
    const released = Promise.all(pauses).then(() => {
      if (held.get(this) === released) held.delete(this);
      if (!this.destroyed) push.call(this, chunk, encoding);
    });
    held.set(this, released);
    return true;
  } as Sides['push'];
}

function whenOver(pauses: readonly (Promise<void> | undefined)[], next: () => void): void {
  const left = pauses.filter((pause) => pause !== undefined);
  if (left.length === 0) next();
  else void Promise.all(left).then(next);
}

/** What a socket says whose other side broke off. */
function reset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
}

function bytesOf({ chunk, encoding }: Chunk): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
}

/** Detects the protocol of a connection by the first bytes that this process sends. */
function wireThatBegins(bytes: Buffer, asked: () => string | undefined): Wire | undefined {
  const text = bytes.toString('latin1', 0, 16);
  if (bytes.length >= 8 && bytes.readInt32BE(4) === 196_608) return new PgWire(); // protocol 3.0
  if (text.startsWith('CONNECT {')) return new NatsWire();
  if (/^\*\d+\r\n\$/.test(text)) return new RedisWire();
  if (text.startsWith('HTTP/1.1 ')) return new HttpServerWire(asked);
  if (/^[A-Z]+ \//.test(text)) return new HttpClientWire();
  return undefined;
}
