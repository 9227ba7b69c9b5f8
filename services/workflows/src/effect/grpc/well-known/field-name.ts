import type { Field, Type } from 'protobufjs';
import type { Fields } from './form.ts';

/** The name of a field that is told by that name, or by the one which it has in JSON where `fields` do not tell it by its own. */
export function fieldName({ fields: known }: Type, told: string, fields: Fields): string {
  if (Object.hasOwn(known, told)) return told;
  const field = Object.values(known).find((one) => jsonName(one) === told);
  return field && !Object.hasOwn(fields, field.name) ? field.name : told;
}

/** The field of this name. What objects inherit, such as `constructor`, is none. */
export function fieldOf({ fields }: Type, name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** In camel case, unless the proto says otherwise. */
function jsonName({ name, options }: Field): string {
  const { json_name: own } = (options ?? {}) as { json_name?: string };
  return own ?? name.replace(/_+([^_]?)/g, (_, letter: string) => letter.toUpperCase());
}
