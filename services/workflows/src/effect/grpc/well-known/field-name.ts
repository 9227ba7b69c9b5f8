import type { Field, Type } from 'protobufjs';
import type { Fields } from './form.ts';

/** The name of the field with this name, or with this name in JSON unless `fields` also has it under its own. */
export function fieldName({ fields: known }: Type, told: string, fields: Fields): string {
  if (Object.hasOwn(known, told)) return told;
  const field = Object.values(known).find((one) => jsonName(one) === told);
  return field && !Object.hasOwn(fields, field.name) ? field.name : told;
}

/** The field with this name. Inherited members, such as `constructor`, are not fields. */
export function fieldOf({ fields }: Type, name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The name in JSON: camel case, unless the proto names another. */
function jsonName({ name, options }: Field): string {
  const { json_name: own } = (options ?? {}) as { json_name?: string };
  return own ?? name.replace(/_+([^_]?)/g, (_, letter: string) => letter.toUpperCase());
}
