import type { Json } from '@mesh/jq/json';
import { isObject } from '../definition/dsl/choice.ts';

export function isFields(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return isObject(value);
}
