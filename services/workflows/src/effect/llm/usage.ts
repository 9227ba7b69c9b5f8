import type { Json } from '@mesh/jq/json';
import { roundedCost } from '../../interpreter/budget.ts';
import type { Completion } from './completion.ts';
import type { Prices } from './llm-arguments.ts';

/** Usage of a turn. `estimated`: the endpoint did not count, so it is derived from the length of the texts. */
export type Usage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  readonly estimated?: true;
};

const CHARACTERS_PER_TOKEN = 4;
const PER = 1_000_000;

export function usageOf({ usage, content, calls }: Completion, request: Json, prices: Prices | undefined): Usage {
  const told = usage ?? {
    input: tokensOf(JSON.stringify(request)),
    output: tokensOf(content + calls.map(({ name, arguments: given }) => name + given).join('')),
  };
  const cost = prices ? (told.input * prices.input + told.output * prices.output) / PER : 0;
  const counted = {
    inputTokens: Math.ceil(told.input),
    outputTokens: Math.ceil(told.output),
    cost: roundedCost(cost),
  };
  return usage ? counted : { ...counted, estimated: true };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
