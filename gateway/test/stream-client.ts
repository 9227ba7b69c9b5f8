import { once } from 'node:events';
import { WebSocket } from 'ws';

type Said = Record<string, unknown> & { op: string };

/** A client of the WebSocket, which keeps what it was told. */
export class StreamClient {
  readonly told: Said[] = [];
  readonly socket: WebSocket;
  /** The code with which the socket was closed. */
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.told.push(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
  }

  static async open(url: string, headers: Record<string, string> = { 'x-api-key': 'reader' }, path = '/v1/stream') {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, 'mesh.v1+json', { headers });
    const client = new StreamClient(socket);
    await once(socket, 'open');
    return client;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  ofOp(op: string): Said[] {
    return this.told.filter((said) => said.op === op);
  }

  /** Types of the events of a topic, in their order. */
  events(topic = 'events'): unknown[] {
    return this.ofOp('event').flatMap((said) => (said['topic'] === topic ? [said['event']] : []));
  }

  leave(): void {
    this.socket.terminate();
  }
}

/** The status with which a handshake is refused. */
export async function refusedHandshake(url: string, protocol: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol, { headers });
  socket.on('error', () => {});
  const [, answer] = await once(socket, 'unexpected-response');
  socket.terminate();
  return answer.statusCode;
}
