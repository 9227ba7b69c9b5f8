import type { Json } from '@mesh/jq/json';

/** Numbers are rounded as those of the input were; up to 300 digits none overflows. */
const scalar = /^(true|false|null|-?(0|[1-9]\d{0,299})(\.\d{1,300})?)$/;

/**
 * Turns query fields such as `input.customer.id=42` into JSON that an input has to contain: alternatives for each field, since
 * text in a query may mean a number too.
 */
export function inputFilter(query: Readonly<Record<string, string | number | boolean>>): Json[][] {
  return Object.entries(query).map(([field, value]) => {
    const text = String(value);
    const [, ...path] = field.split('.');
    const values: Json[] = scalar.test(text) ? [text, JSON.parse(text)] : [text];
    return values.map((value) => path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value));
  });
}
