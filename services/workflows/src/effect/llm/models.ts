import type { Prices } from './llm-arguments.ts';
import type { Usage } from './usage.ts';

/** What workspaces spend on models. */
export type Spending = {
  /** Why the workspace may spend no more; undefined while it may. */
  reached(workspaceId: string): Promise<string | undefined>;
  record(workspaceId: string, model: string, usage: Usage): Promise<void>;
};

/** Words of a model while they come. `from`: how many characters were told before them in this answer. */
export type Delta = { readonly task: string; readonly from: number; readonly text: string };

/** What calls of models need besides a way out. */
export type Models = {
  /** Where models are, and which one, where a call does not say. */
  readonly endpoint: string;
  readonly model: string | undefined;
  /** By the name of the model. */
  readonly prices: Readonly<Record<string, Prices>>;
  readonly spending: Spending;
  /** Tells whoever watches an execution; what is lost is in the answer all the same. */
  readonly tell: (executionId: string, delta: Delta) => void;
};

/** Models without budgets, prices and onlookers. */
export const plainModels: Models = {
  endpoint: 'https://api.openai.com/v1',
  model: undefined,
  prices: {},
  spending: { reached: async () => undefined, record: async () => {} },
  tell: () => {},
};
