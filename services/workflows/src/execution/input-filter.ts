import type { Json } from '@mesh/jq/json';

/** A number of many digits is rounded as that of the input was; none of 300 is too large. */
const scalar = /^(true|false|null|-?(0|[1-9]\d{0,299})(\.\d{1,300})?)$/;

/**
 * What the fields of a query such as `input.customer.id=42` look for in an input, as JSON that it has to contain: of each
 * field one of several, since a text in a query may mean a number as well.
 */
export function inputFilter(query: Readonly<Record<string, string | number | boolean>>): Json[][] {
  return Object.entries(query).map(([field, value]) => {
    const text = String(value);
    const [, ...path] = field.split('.');
    const values: Json[] = scalar.test(text) ? [text, JSON.parse(text)] : [text];
    return values.map((value) => path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value));
  });
}
