import { typePattern } from '@mesh/contracts/type-pattern';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkScope } from '../../http/check-scope.ts';
import { parsePart } from '../../http/parse-part.ts';
import { queryFields } from '../../http/query-fields.ts';
import { FEED_SCOPE, feedTopic } from '../feed-topic.ts';
import type { LiveNeeds } from '../live-needs.ts';
import { requestCursor } from './request-cursor.ts';
import { type StreamNeeds, streamTopic } from './stream-topic.ts';

const text = z.string().min(1).max(512);
export const feedQuery = z.strictObject({
  after: z.string().optional(),
  type: typePattern.optional(),
  source: text.optional(),
  subject: text.optional(),
});

type Needs = Pick<LiveNeeds, 'db' | 'whoAsks'> & StreamNeeds;

/** Serves the event feed of the caller's workspace, live. */
export function addEventFeed(app: FastifyInstance, { db, whoAsks, ...needs }: Needs): void {
  app.route({
    method: 'GET',
    url: '/v1/events',
    exposeHeadRoute: false, // a HEAD request would open a stream that never ends
    handler: async (request, reply) => {
      const mayStill = async () => checkScope(await whoAsks(request), FEED_SCOPE);
      const { workspaceId } = await mayStill();
      const { after, ...filter } = parsePart('query', feedQuery, queryFields(request.url));
      const cursor = requestCursor(request, after);
      return streamTopic(reply, { topic: feedTopic(db, workspaceId, filter), cursor, mayStill }, needs);
    },
  });
}
