import { z } from 'zod';
import { choose, chooseByKey } from './choice.ts';
import { duration } from './duration.ts';
import { endpoint } from './endpoint.ts';
import { mapping, runtimeExpression, text, texts } from './values.ts';

/** What is of this shape, or an expression that makes it. */
const orExpression = <S extends z.ZodType>(shape: S) =>
  choose<S | typeof runtimeExpression>((value) => (typeof value === 'string' ? runtimeExpression : shape));
const count = orExpression(z.number().int().min(1));
const amount = orExpression(z.number().min(0));

const told = {
  name: text.exactOptional(),
  description: text.exactOptional(),
  approval: z.boolean().exactOptional(),
} as const;

/** What a model may use: functions of an installed plugin, a collection to search, a workflow to run. */
const tool = chooseByKey({
  plugin: z.strictObject({
    plugin: text,
    functions: z.array(text).exactOptional(),
    version: text.exactOptional(),
    approval: z.boolean().exactOptional(),
  }),
  collection: z.strictObject({ ...told, collection: text, k: count.exactOptional() }),
  workflow: z.strictObject({
    ...told,
    workflow: z.strictObject({ namespace: text, name: text, version: text.exactOptional() }),
    input: mapping.exactOptional(),
  }),
});

const common = {
  endpoint: endpoint.exactOptional(),
  model: text.exactOptional(),
  temperature: amount.exactOptional(),
  maxTokens: count.exactOptional(),
  parameters: mapping.exactOptional(),
  headers: texts.exactOptional(),
  tools: z.array(tool).exactOptional(),
  approval: z.strictObject({ expires: duration }).exactOptional(),
  format: z.strictObject({ schema: mapping }).exactOptional(),
  budget: z
    .strictObject({ turns: count.exactOptional(), tokens: count.exactOptional(), cost: amount.exactOptional() })
    .exactOptional(),
  prices: z.strictObject({ input: amount, output: amount }).exactOptional(),
  timeout: duration.exactOptional(),
  output: z.enum(['content', 'response']).exactOptional(),
} as const;

const message = z.looseObject({ role: text, content: z.unknown().exactOptional() });

/** Chat completions of an endpoint that speaks as OpenAI's does. */
export const llmArguments = z.strictObject({ ...common, messages: orExpression(z.array(message)) });
/** The same in as many turns as it takes; the input is that of the task by default. */
export const agentArguments = z.strictObject({ ...common, instructions: text, input: z.unknown().exactOptional() });
