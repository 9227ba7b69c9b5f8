import type { Cache } from '@mesh/cache/cache';
import type { Database } from '@mesh/database/database';
import type { Config } from '../config.ts';
import type { Schema } from '../db/schema.ts';
import type { Models } from '../effect/llm/models.ts';
import { spendingIn } from './spending.ts';
import { tellDeltas } from './tell-deltas.ts';

type Needs = { readonly db: Database<Schema>; readonly cache: Cache; readonly config: Config };

/** What model calls need, from the configuration. */
export function modelsOf({ db, cache, config }: Needs): Models {
  const { OPENAI_BASE_URL: endpoint, LLM_MODEL: model, LLM_PRICES: prices = {} } = config;
  return { endpoint, model, prices, spending: spendingIn(db), tell: tellDeltas(cache) };
}
