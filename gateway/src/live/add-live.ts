import type { Cache } from '@mesh/cache/cache';
import { GROWN } from '@mesh/contracts/hints';
import type { FastifyInstance } from 'fastify';
import { Hub } from './hub.ts';
import type { LiveNeeds } from './live-needs.ts';
import { addStreamSocket } from './socket/add-stream-socket.ts';
import { addEventFeed } from './sse/event-feed.ts';
import { addExecutionEvents } from './sse/execution-events.ts';
import { OpenStreams } from './sse/open-streams.ts';

type Needs = Omit<LiveNeeds, 'hub' | 'streams'> & { readonly cache: Cache };
type Live = { readonly hub: Hub; readonly streams: OpenStreams };

/** Serves all live streams. They end when the app begins to close, so that none holds it up. */
export function addLive(app: FastifyInstance, needs: Needs): Live {
  const hub = new Hub({ cache: needs.cache, hints: GROWN, log: needs.log });
  const streams = new OpenStreams();
  app.addHook('preClose', async () => {
    streams[Symbol.dispose]();
    hub[Symbol.dispose]();
  });
  addExecutionEvents(app, { ...needs, hub, streams });
  addEventFeed(app, { ...needs, hub, streams });
  addStreamSocket(app, { ...needs, hub, streams });
  return { hub, streams };
}
