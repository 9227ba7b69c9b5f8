import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import { silent } from '@mesh/runtime/log';
import { fastify } from 'fastify';
import type { Schema } from '../src/db/schema.ts';
import { asMeshError, problemDocument } from '../src/http/refusals/problem-document.ts';
import { refusalHeaders } from '../src/http/refusals/refusal-headers.ts';
import { addLive } from '../src/live/add-live.ts';
import { Journals } from './live-journals.ts';

const keys = generatePrincipalKeys(services);
export const workspaceId = newId('ws');

const principalOf = (scopes: Principal['scopes'], workspace = workspaceId): Principal => ({
  id: newId('key'),
  type: 'api-key',
  workspaceId: workspace,
  scopes,
});

/** Who holds which key. A test revokes by deleting. */
export const principals = () =>
  new Map<string, Principal>([
    ['reader', principalOf(['executions:read', 'events:read'])],
    ['other', principalOf(['executions:read'])],
    ['writer', principalOf(['executions:write'])],
    ['stranger', principalOf(['executions:read', 'events:read'], newId('ws'))],
  ]);

export async function journalsAt(natsUrl: string) {
  const opened = new AsyncDisposableStack();
  const bus = opened.use(await busOf('workflows', natsUrl));
  const journals = opened.use(new Journals(bus));
  return { journals, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

type Where = { natsUrl: string; redisUrl?: string | undefined; db?: Database<Schema> };
const noDatabase = {} as Database<Schema>;

/** A gateway that listens, with live streams on a real broker and Redis. `known` is its identity. */
export async function liveGateway({ natsUrl, redisUrl, db = noDatabase }: Where) {
  const opened = new AsyncDisposableStack();
  const known = principals();
  const bus = opened.use(await busOf('gateway', natsUrl));
  const cache = opened.use(openCache({ url: redisUrl, log: silent }));
  const needs = {
    bus: () => bus,
    db,
    log: silent,
    whoHolds: async (keyId: string) => {
      const principal = [...known.values()].find(({ id }) => id === keyId);
      if (!principal) throw new MeshError('unauthenticated', 'the API key is not valid');
      return principal;
    },
    whoAsks: async ({ headers }: { headers: Record<string, unknown> }) => {
      const principal = known.get(String(headers['x-api-key']));
      if (!principal) throw new MeshError('unauthenticated', 'the API key is not valid');
      return principal;
    },
  };
  const app = fastify({ forceCloseConnections: 'idle' });
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.setErrorHandler((error, { id: requestId }, reply) => {
    const refusal = asMeshError(error);
    const document = problemDocument(refusal, { instance: '', requestId, traceId: '' });
    reply.headers(refusalHeaders(refusal));
    return reply.code(document.status).type('application/problem+json').send(JSON.stringify(document));
  });
  const live = addLive(app, { ...needs, cache });
  opened.defer(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const events = (executionId: string) => `${url}/v1/executions/${executionId}/events`;
  return { app, bus, url, cache, known, events, ...live, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function busOf(name: Service, url: string) {
  return connectBus({ url, name, log: silent, signingKey: keys.signingKeys[name], publicKeys: keys.publicKeys });
}
