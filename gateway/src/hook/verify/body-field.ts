import { jsonOf } from '@mesh/contracts/json-of';

/** A string field of the JSON body, if it is there. A body that is not JSON is refused later. */
export function bodyField(body: Buffer, name: string): string | undefined {
  const sent = jsonOf(body.toString());
  const value =
    typeof sent === 'object' && sent !== null && Object.hasOwn(sent, name) ? Reflect.get(sent, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
