import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { VerifiedKeys } from './verified-keys.ts';

/** What tells whose a key is. */
export type KeyNeeds = {
  readonly db: Database<Schema>;
  readonly pepper: string;
  readonly verified: VerifiedKeys;
};
