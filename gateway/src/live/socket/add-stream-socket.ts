import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { MeshError } from '@mesh/contracts/mesh-error';
import { STREAM_PROTOCOL } from '@mesh/contracts/streams';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { addressPath } from '../../http/address-path.ts';
import { checkRequest } from '../../http/check-request.ts';
import { parsePart } from '../../http/parse-part.ts';
import { queryFields } from '../../http/query-fields.ts';
import { asMeshError } from '../../http/refusals/problem-document.ts';
import { refuseSocket } from '../../http/refusals/raw-refusal.ts';
import type { LiveNeeds } from '../live-needs.ts';
import { followTopic } from './follow-topic.ts';
import { StreamSocket } from './stream-socket.ts';
import { topicOf } from './topic-of.ts';
import { useStreamTicket } from './use-stream-ticket.ts';

const PATH = '/v1/stream';
const MOST_MESSAGE_BYTES = 64 * 1_024;
/** The versions that a client of another one is told (RFC 6455, 4.4). */
const versions = ['sec-websocket-version: 13, 8'];
const queryShape = z.strictObject({ ticket: z.string().min(1).max(128).optional() });

type Needs = Omit<LiveNeeds, 'log'>;

/** Serves the WebSocket `/v1/stream`: the topics of the event streams, many over one connection. */
export function addStreamSocket(app: FastifyInstance, needs: Needs): void {
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, handleProtocols });
  server.on('wsClientError', ({ message }, socket) =>
    refuseSocket(new MeshError('invalid', `no handshake of a WebSocket: ${message}`), socket, versions),
  );

  async function open(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const mayStill = await whoOpens(needs, request);
    const principal = await mayStill();
    if (socket.destroyed) return;
    server.handleUpgrade(request, socket, head, (opened) => {
      const stream = new StreamSocket(opened, {
        topicOf: (asked) => topicOf(needs, principal, asked),
        follow: (subscription, asked) => followTopic(needs.hub, subscription, asked),
      });
      try {
        needs.streams.admit(stream, mayStill);
      } catch {
        stream.end('drain');
      }
    });
  }

  // A WebSocket request has `Upgrade`, and never gets here.
  app.get(PATH, async () => {
    throw new MeshError('upgrade-required', `this is a WebSocket of the subprotocol ${STREAM_PROTOCOL}`);
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const broken = () => socket.destroy();
    socket.on('error', broken);
    open(request, socket, head).then(
      () => void socket.off('error', broken),
      (error: unknown) => refuseSocket(asMeshError(error), socket),
    );
  });
}

/** Returns a function that says who the client is, now and later. Throws the refusal. */
async function whoOpens({ db, whoAsks, whoHolds }: Needs, request: IncomingMessage) {
  checkRequest(request);
  const { url = '', headers } = request;
  if (addressPath(url) !== PATH) throw new MeshError('not-found', `there is no WebSocket here, but at ${PATH}`);
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (!offered?.includes(STREAM_PROTOCOL)) throw new MeshError('invalid', `ask for the subprotocol ${STREAM_PROTOCOL}`);
  const { ticket } = parsePart('query', queryShape, queryFields(url));
  if (ticket === undefined) return () => whoAsks({ headers });
  const keyId = await useStreamTicket(db, ticket);
  return () => whoHolds(keyId);
}

function handleProtocols(): string {
  return STREAM_PROTOCOL;
}
