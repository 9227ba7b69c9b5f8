import { readJournal } from '@mesh/contracts/journal';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkIds } from '../../http/check-ids.ts';
import { checkScope } from '../../http/check-scope.ts';
import { parsePart } from '../../http/parse-part.ts';
import { queryFields } from '../../http/query-fields.ts';
import { namedParams } from '../../http/template-path.ts';
import { executionTopic } from '../execution-topic.ts';
import type { LiveNeeds } from '../live-needs.ts';
import { requestCursor } from './request-cursor.ts';
import { type StreamNeeds, streamTopic } from './stream-topic.ts';

export const journalQuery = z.strictObject({ after: z.string().optional() });

type Needs = Pick<LiveNeeds, 'bus' | 'whoAsks'> & StreamNeeds;

/** Serves the events of an execution, live. */
export function addExecutionEvents(app: FastifyInstance, { bus, whoAsks, ...needs }: Needs): void {
  app.route({
    method: 'GET',
    url: '/v1/executions/:executionId/events',
    exposeHeadRoute: false, // a HEAD request would open a stream that never ends
    handler: async (request, reply) => {
      const mayStill = async () => checkScope(await whoAsks(request), readJournal.scope);
      const principal = await mayStill();
      const params = namedParams(request.params);
      checkIds(readJournal.params, params);
      const { executionId } = parsePart('params', readJournal.params, params);
      const { after } = parsePart('query', journalQuery, queryFields(request.url));
      const cursor = requestCursor(request, after);
      const topic = executionTopic(bus(), principal, executionId);
      return streamTopic(reply, { topic, cursor, mayStill }, needs);
    },
  });
}
