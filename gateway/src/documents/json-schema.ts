import { z } from 'zod';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** A schema as JSON Schema 2020-12. One that refers to itself gets an `$id`, so that its references stay its own. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output', name: string): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.stringify(made).includes('"$ref"') ? { $id: `urn:mesh:${name}`, ...made } : made;
}

/** Whether anything but an empty object fits. */
export function saysSomething({ properties, ...rest }: JsonSchema): boolean {
  return (
    rest['type'] !== 'object' || Object.keys(properties ?? {}).length > 0 || rest['additionalProperties'] !== false
  );
}
