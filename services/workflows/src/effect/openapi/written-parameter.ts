import { isObject, type Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { type Fields, fieldsOf } from '../document-fields.ts';

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

/** A value as one text, as in a header or a cookie. */
export function writtenPlain(value: Json, parameter: Fields, encode = (text: string) => text): string {
  const { style, collectionFormat, explode } = parameter;
  if (isJson(parameter)) return encode(JSON.stringify(value));
  const separator = separators[String(style ?? collectionFormat ?? 'simple')] ?? ',';
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(separator);
  if (!isObject(value)) return encode(textOf(value));
  const between = explode === true ? '=' : separator;
  const pairs = Object.entries(value).map(([name, field]) => `${encode(name)}${between}${encode(textOf(field))}`);
  return pairs.join(separator);
}

/** A value in a path. In the styles `label` and `matrix` a mark stands before it, and before each of its parts that are exploded. */
export function writtenInPath(name: string, value: Json, parameter: Fields): string {
  const { style, explode } = parameter;
  if (style !== 'label' && style !== 'matrix') return writtenPlain(value, parameter, encodeURIComponent);
  const parts = explode === true ? partsOf(value) : [writtenPlain(value, {}, encodeURIComponent)];
  if (style === 'label') return `.${parts.join('.')}`;
  const areNamed = explode === true && isObject(value);
  return parts.map((part) => (areNamed ? `;${part}` : `;${name}=${part}`)).join('');
}

/** A value as fields of a query or a form: lists are repeated unless the parameter says otherwise. */
export function writtenFields(name: string, value: Json, parameter: Fields): (readonly [string, string])[] {
  const { style = 'form', collectionFormat, explode, in: place } = parameter;
  if (isJson(parameter)) return [[name, JSON.stringify(value)]];
  const isSwagger = 'type' in parameter || collectionFormat !== undefined;
  const isRepeated = isSwagger ? collectionFormat === 'multi' : explode !== false && style === 'form';
  if (style === 'deepObject') return inBrackets(name, value);
  if (isRepeated && Array.isArray(value)) return value.map((item) => [name, textOf(item)]);
  if (isRepeated && isObject(value) && place !== 'formData')
    return Object.entries(value).map(([field, one]) => [field, textOf(one)]);
  return [[name, writtenPlain(value, parameter)]];
}

/** OpenAPI tells of plain fields alone. Those inside them, and the items of lists, are written as the APIs do that have some, such as Stripe's. */
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
