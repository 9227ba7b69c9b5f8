import { z } from 'zod';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * A schema as JSON Schema 2020-12 without references, which few programs follow inside OpenAPI. A recursive schema, such as
 * that of any JSON, says nothing about its inside.
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    ...made
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: unrolled });
  return whole(made, $defs) as JsonSchema;
}

function unrolled({ zodSchema, jsonSchema: told }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  if (zodSchema._zod.def.type === 'lazy')
    for (const keyword of Object.keys(told)) Reflect.deleteProperty(told, keyword);
}

function whole(value: unknown, parts: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => whole(one, parts));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...own } = value as JsonSchema;
  const part = typeof $ref === 'string' ? (parts[$ref.replace('#/$defs/', '')] as JsonSchema) : undefined;
  const all = Object.entries({ ...part, ...own });
  return Object.fromEntries(all.map(([keyword, one]) => [keyword, whole(one, parts)]));
}

/** Whether the schema accepts more than an empty object. */
export function saysSomething({ properties, ...rest }: JsonSchema): boolean {
  return (
    rest['type'] !== 'object' || Object.keys(properties ?? {}).length > 0 || rest['additionalProperties'] !== false
  );
}
