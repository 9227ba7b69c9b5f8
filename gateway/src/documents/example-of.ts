import type { JsonSchema } from './json-schema.ts';

const DEEPEST = 6;
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  uri: 'https://example.com/',
  email: 'somebody@example.com',
};

/** A value that fits `schema`: its own example if there is one, else required fields only and the first of each choice. */
export function exampleOf(schema: JsonSchema, depth = 0): unknown {
  const { examples, default: preset, const: fixed, enum: choices, anyOf, oneOf, allOf } = schema;
  const [first] = [examples, choices].filter(Array.isArray).flat();
  const told = first ?? preset ?? fixed;
  if (told !== undefined) return told;
  const [branch] = [anyOf, oneOf, allOf].filter(Array.isArray).flat() as JsonSchema[];
  if (branch) return exampleOf(branch, depth + 1);
  return exampleOfType(schema, depth);
}

function exampleOfType(schema: JsonSchema, depth: number): unknown {
  const [type] = [schema['type']].flat();
  switch (type) {
    case 'object':
      return objectExample(schema, depth);
    case 'array':
      return schema['items'] && depth < DEEPEST ? [exampleOf(schema['items'] as JsonSchema, depth + 1)] : [];
    case 'string':
      return formats[String(schema['format'])] ?? 'text'.padEnd(Number(schema['minLength'] ?? 0), '.');
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema['minimum'] ?? 1));
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return {};
  }
}

function objectExample({ properties, required }: JsonSchema, depth: number): object {
  const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>);
  const must = new Set((required ?? []) as string[]);
  const shown = must.size > 0 ? fields.filter(([name]) => must.has(name)) : fields.slice(0, 1);
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, depth + 1)]));
}
