import { z } from 'zod';
import { endpoint } from '../http/http-arguments.ts';

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
});
const approval = z.boolean().default(false);
const told = { name: z.string().optional(), description: z.string().optional(), approval };

/** A tool of a model: functions of an installed plugin, a collection to search, a workflow to run. */
const tool = z.union([
  z.object({
    plugin: z.string(),
    functions: z.array(z.string()).optional(),
    version: z.string().optional(),
    approval,
  }),
  z.object({ collection: z.string(), k: z.number().int().min(1).max(100).default(5), ...told }),
  z.object({
    workflow: z.object({ namespace: z.string(), name: z.string(), version: z.string().default('latest') }),
    input: z.record(z.string(), z.json()).default({ type: 'object' }),
    ...told,
  }),
]);
export type Tool = z.output<typeof tool>;

/** Keeps sums of costs exact enough. */
const MOST_PRICE = 1e6;
const price = z.number().min(0).max(MOST_PRICE);
/** Prices per million tokens, in any currency. */
export const prices = z.object({ input: price, output: price });
export type Prices = z.output<typeof prices>;

/** Evaluated arguments of one turn of a model. */
export const llmArguments = z.object({
  endpoint: endpoint.optional(),
  model: z.string().optional(),
  messages: z.array(message).min(1),
  temperature: z.number().optional(),
  maxTokens: z.number().int().min(1).optional(),
  /** Further fields of the request, specific to the endpoint. */
  parameters: z.record(z.string(), z.json()).default({}),
  headers: z.record(z.string(), z.string()).default({}),
  tools: z.array(tool).max(128).default([]),
  /** JSON Schema of the answer. */
  schema: z.json().optional(),
  prices: prices.optional(),
  /** Time limit of one answer. */
  timeout: z.json().optional(),
});
export type LlmArguments = z.output<typeof llmArguments>;
