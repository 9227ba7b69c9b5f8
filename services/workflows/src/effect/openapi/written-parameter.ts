import { isObject, type Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { type Fields, fieldsOf } from '../document-fields.ts';
import { inQuery } from '../http/search-of.ts';

const separators: Readonly<Record<string, string>> = {
  csv: ',',
  ssv: ' ',
  tsv: '\t',
  pipes: '|',
  form: ',',
  simple: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
};

type Encode = (text: string) => string;
const asItIs: Encode = (text) => text;

/**
 * A value as one text, as in a header or a cookie. Commas between its parts stay; commas inside them are gone where the parts are
 * encoded.
 */
export function writtenPlain(value: Json, parameter: Fields, encode = asItIs): string {
  const { style, collectionFormat, explode } = parameter;
  if (isJson(parameter)) return encode(JSON.stringify(value));
  const mark = separators[String(style ?? collectionFormat ?? 'simple')] ?? ',';
  const separator = mark === ',' ? mark : encode(mark);
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(separator);
  if (!isObject(value)) return encode(textOf(value));
  const between = explode === true ? '=' : separator;
  const pairs = Object.entries(value).map(([name, field]) => `${encode(name)}${between}${encode(textOf(field))}`);
  return pairs.join(separator);
}

/** A value in a path. The styles `label` and `matrix` put a mark before it, and before each of its exploded parts. */
export function writtenInPath(name: string, value: Json, parameter: Fields): string {
  const { style, explode } = parameter;
  if (style !== 'label' && style !== 'matrix') return writtenPlain(value, parameter, encodeURIComponent);
  const parts = explode === true ? partsOf(value) : [writtenPlain(value, {}, encodeURIComponent)];
  if (style === 'label') return `.${parts.join('.')}`;
  const areNamed = explode === true && isObject(value);
  return parts.map((part) => (areNamed ? `;${part}` : `;${name}=${part}`)).join('');
}

/** Whether the document says how a form field is written. */
export function isStyled(encoding: Fields): boolean {
  return 'style' in encoding || 'explode' in encoding;
}

/** A value as encoded fields of a query. */
export function writtenInQuery(name: string, value: Json, parameter: Fields): string[] {
  return writtenFields(name, value, parameter, inQuery).map((field) => field.join('='));
}

/** A value as fields of a query or a form: lists are repeated unless the parameter says otherwise. */
export function writtenFields(
  name: string,
  value: Json,
  parameter: Fields,
  encode = asItIs,
): (readonly [string, string])[] {
  const { style = 'form', collectionFormat, explode } = parameter;
  const own = encode(name);
  if (isJson(parameter)) return [[own, encode(JSON.stringify(value))]];
  const isSwagger = 'type' in parameter || collectionFormat !== undefined;
  const isRepeated = isSwagger ? collectionFormat === 'multi' : explode !== false && style === 'form';
  if (style === 'deepObject') return inBrackets(name, value).map(([field, text]) => [encode(field), encode(text)]);
  if (isRepeated && Array.isArray(value)) return value.map((item) => [own, encode(textOf(item))]);
  if (isRepeated && isObject(value))
    return Object.entries(value).map(([field, one]) => [encode(field), encode(textOf(one))]);
  return [[own, writtenPlain(value, parameter, encode)]];
}

/** OpenAPI defines flat fields only. Nested ones and items of lists are written as APIs that have them do, such as Stripe's. */
function inBrackets(name: string, value: Json): (readonly [string, string])[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [[name, textOf(value)]];
  return Object.entries(value).flatMap(([field, one]) => inBrackets(`${name}[${field}]`, one));
}

function partsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.map((item) => encodeURIComponent(textOf(item)));
  if (!isObject(value)) return [encodeURIComponent(textOf(value))];
  return Object.entries(value).map((field) => field.map((part) => encodeURIComponent(textOf(part))).join('='));
}

/** Whether the document says that a value is written as JSON. */
function isJson({ content }: Fields): boolean {
  return Object.keys(fieldsOf(content)).some((type) => /\bjson\b/.test(type));
}
