import { jsonOf } from '@mesh/contracts/json-of';

/** A text of the JSON that was sent, if it is there. What is no JSON is refused later on. */
export function bodyField(body: Buffer, name: string): string | undefined {
  const sent = jsonOf(body.toString());
  const value =
    typeof sent === 'object' && sent !== null && Object.hasOwn(sent, name) ? Reflect.get(sent, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
