import type { Bus } from '@mesh/bus/bus';
import { id, noSuch } from '@mesh/contracts/id';
import { readJournal } from '@mesh/contracts/journal';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../../db/schema.ts';
import { checkScope } from '../../http/check-scope.ts';
import { executionTopic } from '../execution-topic.ts';
import { FEED_SCOPE, feedTopic } from '../feed-topic.ts';
import type { Topic } from '../topic.ts';
import type { Subscribe } from './message.ts';

const execution = id('exe');
type Needs = { readonly bus: () => Bus; readonly db: Database<Schema> };

/** The topic that a client names, read in its own name: `events` or `execution:<id>`. Throws `forbidden`, `invalid`, `not-found`. */
export function topicOf({ bus, db }: Needs, principal: Principal, { topic, type, source, subject }: Subscribe): Topic {
  if (topic === 'events') {
    const { workspaceId } = checkScope(principal, FEED_SCOPE);
    return feedTopic(db, workspaceId, { type, source, subject });
  }
  const [kind, name] = topic.split(':');
  if (kind !== 'execution' || name === undefined)
    throw new MeshError('invalid', 'a topic is "events" or "execution:<id>"');
  const reader = checkScope(principal, readJournal.scope);
  if (!execution.safeParse(name).success) throw noSuch('exe');
  return executionTopic(bus(), reader, name);
}
