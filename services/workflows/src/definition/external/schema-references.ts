import { isObject } from '../dsl/choice.ts';

/** Keywords whose values are data, not schemas. */
const data = new Set(['const', 'enum', 'default', 'examples']);
/** The drafts' own schemas are built into the validator. */
const drafts = /^https?:\/\/json-schema\.org\//;

/**
 * Absolute addresses, without fragments, of other documents that a JSON Schema refers to. `base` is its own address; without
 * that and `$id`, relative references lead nowhere.
 */
export function schemaReferences(schema: unknown, base?: string): readonly string[] {
  const known = new Set<string>(base === undefined ? [] : [base]);
  const wanted = new Set<string>();
  function look(part: unknown, around: string | undefined): void {
    if (Array.isArray(part)) for (const one of part) look(one, around);
    if (!isObject(part)) return;
    const own = typeof part['$id'] === 'string' ? (resolved(part['$id'], around) ?? around) : around;
    if (own !== undefined) known.add(own);
    const reference = addressIn(part);
    const address = reference === undefined ? undefined : resolved(reference, own);
    if (address !== undefined && !drafts.test(address)) wanted.add(address);
    for (const [name, value] of Object.entries(part)) if (!data.has(name)) look(value, own);
  }
  look(schema, base);
  return [...wanted].filter((address) => !known.has(address));
}

/** Whether it contains references by address, even to itself. */
export function hasAddresses(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasAddresses);
  if (!isObject(schema)) return false;
  if (addressIn(schema) !== undefined) return true;
  return Object.entries(schema).some(([name, value]) => !data.has(name) && hasAddresses(value));
}

/** A reference by address, absolute or relative, not by a place in the same document. */
function addressIn({ $ref: reference }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof reference === 'string' && !reference.startsWith('#') ? reference : undefined;
}

function resolved(reference: string, base: string | undefined): string | undefined {
  if (!URL.canParse(reference, base)) return undefined;
  const url = new URL(reference, base);
  url.hash = '';
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}
