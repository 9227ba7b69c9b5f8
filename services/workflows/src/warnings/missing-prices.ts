import type { PriceNeed } from '../definition/needs/need.ts';
import type { Models } from '../effect/llm/models.ts';
import { type Missing, missingOf } from './missing.ts';

export type KnownPrices = Pick<Models, 'model' | 'prices'>;

export function missingPrices(needs: readonly PriceNeed[], { model: usual, prices }: KnownPrices): Missing[] {
  return missingOf(needs, ({ model = usual }) =>
    model === undefined || Object.hasOwn(prices, model)
      ? undefined
      : `nothing tells what ${model} costs: without \`prices\` it spends no budget of cost`,
  );
}
