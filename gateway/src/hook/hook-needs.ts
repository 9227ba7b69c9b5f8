import type { Bus } from '@mesh/bus/bus';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../sealing.ts';
import type { KnownHooks } from './known-hooks.ts';

export type Needs = {
  readonly db: Database<Schema>;
  readonly bus: () => Bus;
  readonly sealing: Sealing;
  readonly hooks: KnownHooks;
};
