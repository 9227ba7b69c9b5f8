import type { Cache } from '@mesh/cache/cache';
import { GROWN_EXECUTIONS } from '@mesh/contracts/hints';
import { MeshError } from '@mesh/contracts/mesh-error';
import { readJournal } from '@mesh/contracts/workflows';
import type { Log } from '@mesh/runtime/log';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RouteNeeds } from '../http/operation-route.ts';
import { parsePart } from '../http/parse-part.ts';
import { queryFields } from '../http/query-fields.ts';
import { cursorOf } from './cursor.ts';
import { executionTopic } from './execution-topic.ts';
import { Hub } from './hub.ts';
import { OpenStreams } from './open-streams.ts';
import { streamTopic } from './stream-topic.ts';

const { scope } = readJournal;
const queryShape = z.strictObject({ after: z.string().optional() });

type LiveNeeds = Pick<RouteNeeds, 'bus' | 'whoAsks'> & { readonly cache: Cache; readonly log: Log };
export type Live = { readonly hub: Hub; readonly streams: OpenStreams };

/** Serves the events of an execution, live. All streams end when the app begins to close, so that none holds it up. */
export function addExecutionEvents(app: FastifyInstance, { bus, whoAsks, cache, log }: LiveNeeds): Live {
  const hub = new Hub({ cache, hints: GROWN_EXECUTIONS, log });
  const streams = new OpenStreams();
  app.addHook('preClose', async () => {
    streams[Symbol.dispose]();
    hub[Symbol.dispose]();
  });

  app.route({
    method: 'GET',
    url: '/v1/executions/:executionId/events',
    exposeHeadRoute: false, // a head without a body would be a stream without an end
    handler: async (request, reply) => {
      const mayRead = async () => {
        const principal = await whoAsks(request);
        if (!principal.scopes.some((held) => held === scope))
          throw new MeshError('forbidden', `this needs the scope ${scope}`);
        return principal;
      };
      const principal = await mayRead();
      const { executionId } = parsePart('params', readJournal.params, request.params);
      const { after } = parsePart('query', queryShape, queryFields(request.url));
      const lastEventId = request.headers['last-event-id'];
      const cursor = cursorOf(Array.isArray(lastEventId) ? lastEventId.join() : lastEventId, after);
      const topic = executionTopic(bus(), principal, executionId);
      return streamTopic(reply, { topic, cursor, mayStill: mayRead }, { hub, streams, log });
    },
  });
  return { hub, streams };
}
