import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../sealing.ts';

export type Needs = {
  readonly db: Database<Schema>;
  readonly sealing: Sealing;
  readonly egress: Pick<Egress, 'check'>;
};
