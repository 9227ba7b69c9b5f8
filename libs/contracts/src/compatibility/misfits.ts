import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './contract.ts';

/** A tolerant reader ignores unknown members. */
type Reading = { readonly readerIsTolerant?: boolean };

const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/**
 * Where `sent` allows what `read` does not accept, one sentence each with a pointer. For JSON Schema as zod writes it; an
 * unknown keyword has to be the same on both sides.
 */
export function misfits(sent: JsonSchema, read: JsonSchema, pointer: string, reading: Reading = {}): string[] {
  if (isDeepStrictEqual(sent, read) || isAnything(read)) return [];
  const choices = choicesOf(sent);
  if (choices) return choices.flatMap((choice) => misfits(choice, read, pointer, reading));
  const taken = choicesOf(read)?.map((choice) => misfits(sent, choice, pointer, reading));
  if (taken) return taken.some((faults) => faults.length === 0) ? [] : [`${pointer}: none of the choices fits`];
  return [
    ...misfitOfKind(sent, read, pointer),
    ...misfitOfBounds(sent, read, pointer),
    ...misfitOfMembers(sent, read, pointer, reading),
    ...misfitOfItems(sent, read, pointer, reading),
  ];
}

function misfitOfKind(sent: JsonSchema, read: JsonSchema, pointer: string): string[] {
  const [values, known] = [valuesOf(sent), valuesOf(read)];
  if (known) {
    const foreign = values?.filter((value) => !known.includes(value)) ?? ['any value'];
    return foreign.map((value) => `${pointer}: ${String(value)} is not one of ${known.join(', ')}`);
  }
  if (values) return [];
  const fits = read['type'] === undefined || sent['type'] === read['type'];
  const isWhole = sent['type'] === 'integer' && read['type'] === 'number';
  return fits || isWhole ? [] : [`${pointer}: ${String(sent['type'])} is not ${String(read['type'])}`];
}

function misfitOfBounds(sent: JsonSchema, read: JsonSchema, pointer: string): string[] {
  if (valuesOf(sent)) return [];
  const outside = (keyword: string, isWithin: (mine: number, theirs: number) => boolean) =>
    typeof read[keyword] === 'number' &&
    !(typeof sent[keyword] === 'number' && isWithin(sent[keyword], read[keyword] as number));
  const other = ['pattern', 'format', 'contentEncoding', 'propertyNames', 'not', 'allOf', '$ref', 'multipleOf'];
  return [
    ...lowest.filter((keyword) => outside(keyword, (mine, theirs) => mine >= theirs)),
    ...highest.filter((keyword) => outside(keyword, (mine, theirs) => mine <= theirs)),
    ...other.filter((keyword) => read[keyword] !== undefined && !isDeepStrictEqual(sent[keyword], read[keyword])),
  ].map((keyword) => `${pointer}: ${keyword} is narrower where it is read`);
}

function misfitOfMembers(sent: JsonSchema, read: JsonSchema, pointer: string, reading: Reading): string[] {
  const [given, known] = [membersOf(sent), membersOf(read)];
  const [surely, needed] = [namesIn(sent['required']), namesIn(read['required'])];
  const rest = read['additionalProperties'];
  const missing = needed.filter((name) => !surely.includes(name));
  return [
    ...missing.map((name) => `${pointer}/${name}: it is needed where it is read, and may be missing`),
    ...Object.entries(given).flatMap(([name, schema]) => {
      const expected = known[name] ?? (isSchema(rest) ? rest : undefined);
      if (expected) return misfits(schema, expected, `${pointer}/${name}`, reading);
      return rest === false && !reading.readerIsTolerant
        ? [`${pointer}/${name}: it is not known where it is read`]
        : [];
    }),
    ...(isSchema(sent['additionalProperties']) && isSchema(rest)
      ? misfits(sent['additionalProperties'], rest, `${pointer}/*`, reading)
      : []),
  ];
}

function misfitOfItems(sent: JsonSchema, read: JsonSchema, pointer: string, reading: Reading): string[] {
  if (!isSchema(read['items'])) return [];
  return isSchema(sent['items'])
    ? misfits(sent['items'], read['items'], `${pointer}/*`, reading)
    : [`${pointer}: its items may be anything`];
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;
const isAnything = (schema: JsonSchema) => Object.keys(schema).length === 0;
const membersOf = ({ properties }: JsonSchema) => (properties ?? {}) as Readonly<Record<string, JsonSchema>>;
const namesIn = (value: unknown) => (value ?? []) as readonly string[];

/** A list of types means alternatives that are otherwise the same. */
function choicesOf({ anyOf, oneOf, type, ...alike }: JsonSchema): readonly JsonSchema[] | undefined {
  if (Array.isArray(type)) return type.map((one: unknown) => ({ ...alike, type: one }));
  return (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
}

function valuesOf({ const: only, enum: some }: JsonSchema): readonly unknown[] | undefined {
  return only === undefined ? (some as readonly unknown[] | undefined) : [only];
}
