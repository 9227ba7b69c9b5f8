import type { Json, JsonObject } from '../json.ts';

export type MutableObject = { [key: string]: Json };

/** The value of an object's own key, or `undefined`; inherited members are not data. */
export function own(object: JsonObject, key: string): Json | undefined {
  const value = object[key];
  return value !== undefined && key in Object.prototype && !Object.hasOwn(object, key) ? undefined : value;
}

/** Sets a key as data, including `__proto__`. */
export function put(object: MutableObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
