import { readJournal } from '@mesh/contracts/journal';
import type { Code } from '@mesh/contracts/mesh-error';
import type { Need } from '@mesh/contracts/scope';
import { z } from 'zod';
import { FEED_SCOPE } from '../live/feed-topic.ts';
import { feedQuery } from '../live/sse/event-feed.ts';
import { journalQuery } from '../live/sse/execution-events.ts';
import { fields } from './openapi-request.ts';
import { refusalsOf, traced } from './openapi-responses.ts';

type Stream = {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: Need;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly errors: readonly Code[];
  /** What 204 means here, if the stream can end. */
  readonly end?: string;
};

/** Streams. They last as long as somebody listens, so they are not operations of the contract. */
const streams: Readonly<Record<string, Stream>> = {
  '/v1/executions/{executionId}/events': {
    operationId: 'followExecution',
    tag: 'workflows',
    summary: 'Follow the journal of an execution, live.',
    description:
      'Server-Sent Events: `data` is an item of the journal, `event` its type and `id` the cursor behind it.',
    scope: readJournal.scope,
    params: readJournal.params,
    query: journalQuery,
    errors: ['not-found'],
    end: 'The execution is over, and nothing is left to send.',
  },
  '/v1/events': {
    operationId: 'followEvents',
    tag: 'workflows',
    summary: 'Follow the events of the workspace, live.',
    description: 'Server-Sent Events: `data` is a CloudEvent, `event` its type and `id` the cursor behind it.',
    scope: FEED_SCOPE,
    params: z.strictObject({}),
    query: feedQuery,
    errors: [],
  },
};

const lastEventId = {
  name: 'last-event-id',
  in: 'header',
  required: false,
  description: 'The `id` that was read last: the stream goes on behind it, as it does behind `after`.',
  schema: { type: 'string' },
};

/** The OpenAPI paths of the streams, each with its `get`. */
export function streamPaths(): Record<string, { get: object }> {
  return Object.fromEntries(Object.entries(streams).map(([path, stream]) => [path, { get: spelled(stream) }]));
}

function spelled({ operationId, tag, summary, description, scope, params, query, errors, end }: Stream): object {
  const events = { 'text/event-stream': { schema: { type: 'string' } } };
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    'x-scope': scope,
    parameters: [...fields('path', params), ...fields('query', query), lastEventId],
    responses: {
      200: { description: 'Events, until either side ends it.', headers: traced, content: events },
      ...(end && { 204: { description: end, headers: traced } }),
      ...refusalsOf({ http: { method: 'GET' }, scope, errors }, false),
    },
  };
}
