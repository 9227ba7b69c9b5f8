import { call } from '@mesh/bus/call';
import * as vectors from '@mesh/contracts/vectors';
import type { Json } from '@mesh/jq/json';
import { askingOf } from '../execution/principal-of.ts';
import type { EffectHandler } from './effect-handler.ts';

/** `search:1.0.0@mesh` searches the collection `collection`; its other arguments are those of the operation. */
export const searchCollection: EffectHandler = async ({ bus }, about, effect, signal) => {
  const { collection, ...body } = effect.arguments as { collection: string } & Record<string, Json>;
  const question = { params: { name: collection }, body } as Parameters<typeof call<typeof vectors.search>>[2];
  return (await call(bus, vectors.search, question, askingOf(about, signal))) as Json;
};
