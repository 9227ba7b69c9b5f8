import * as credentials from './credentials-events.ts';
import type { MeshEvent } from './event.ts';
import * as gateway from './gateway-events.ts';
import * as plugins from './plugins-events.ts';
import * as vectors from './vectors-events.ts';
import * as workflows from './workflows-events.ts';

/** Every event of the mesh. AsyncAPI and the permissions of the NATS users are made from this table. */
export const events: readonly MeshEvent[] = [gateway, credentials, workflows, plugins, vectors].flatMap((room) =>
  Object.values(room).filter(isEvent),
);

/** Topics whose events travel in bundles. */
export const bundledTopics: ReadonlySet<string> = new Set(
  events.filter(({ isBundled }) => isBundled).map(({ topic }) => topic),
);

function isEvent(value: unknown): value is MeshEvent {
  return typeof value === 'object' && value !== null && 'topic' in value && 'data' in value;
}
