import { jsonOf } from '@mesh/contracts/json-of';
import { z } from 'zod';
import { prices } from '../effect/llm/llm-arguments.ts';

const priceList = z.string().transform((text, context) => {
  const read = z.record(z.string(), prices).safeParse(jsonOf(text));
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: 'expected JSON such as {"small": {"input": 0.15, "output": 0.6}}' });
  return z.NEVER;
});

/** Settings of models. Keys are not among them: those are credentials. */
export const modelVariables = {
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as https://api.openai.com/v1' })
    .default('https://api.openai.com/v1')
    .meta({ description: 'Endpoint of `call: llm` and `call: agent` where a call names none.' }),
  LLM_MODEL: z.string().min(1).optional().meta({ description: 'Model of calls that name none.' }),
  LLM_PRICES: priceList.optional().meta({
    description:
      'What a million tokens cost, by model: `{"small": {"input": 0.15, "output": 0.6}}`. A call may tell its own.',
  }),
};
