import type { Prices } from './llm-arguments.ts';
import type { Usage } from './usage.ts';

/** Spending of workspaces on models. */
export type Spending = {
  /** Why the workspace may not spend more; undefined while it may. */
  reached(workspaceId: string): Promise<string | undefined>;
  record(workspaceId: string, model: string, usage: Usage): Promise<void>;
};

/** Words of a model as they arrive. `from` is the number of characters before them in this answer. */
export type Delta = { readonly task: string; readonly from: number; readonly text: string };

/** Dependencies of model calls, besides egress. */
export type Models = {
  /** Default endpoint and model. */
  readonly endpoint: string;
  readonly model: string | undefined;
  /** Prices by name of the model. */
  readonly prices: Readonly<Record<string, Prices>>;
  readonly spending: Spending;
  /** Sends words to live streams; what is lost there is in the answer all the same. */
  readonly tell: (executionId: string, delta: Delta) => void;
};

/** Models without budgets, prices and live streams. */
export const plainModels: Models = {
  endpoint: 'https://api.openai.com/v1',
  model: undefined,
  prices: {},
  spending: { reached: async () => undefined, record: async () => {} },
  tell: () => {},
};
