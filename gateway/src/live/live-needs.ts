import type { IncomingHttpHeaders } from 'node:http';
import type { Bus } from '@mesh/bus/bus';
import type { Principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { StreamNeeds } from './sse/stream-topic.ts';

export type LiveNeeds = StreamNeeds & {
  readonly bus: () => Bus;
  readonly db: Database<Schema>;
  readonly whoAsks: (request: { headers: IncomingHttpHeaders }) => Promise<Principal>;
  /** The principal of a key that is known by its id alone. Throws `unauthenticated`. */
  readonly whoHolds: (keyId: string) => Promise<Principal>;
};
