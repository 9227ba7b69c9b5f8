import type { Json } from '@mesh/jq/json';
import { textOf } from '../../plan/text-of.ts';
import type { Fields } from './find-operation.ts';

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

/** A value as one text, as in a path, a header or a cookie. */
export function writtenPlain(
  value: Json,
  { style, collectionFormat, explode }: Fields,
  encode = (text: string) => text,
): string {
  const separator = separators[String(style ?? collectionFormat ?? 'simple')] ?? ',';
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(separator);
  if (typeof value !== 'object' || value === null) return encode(textOf(value));
  const between = explode === true ? '=' : separator;
  const pairs = Object.entries(value).map(([name, field]) => `${encode(name)}${between}${encode(textOf(field))}`);
  return pairs.join(separator);
}

/** A value as fields of a query or a form: lists are repeated unless the parameter says otherwise. */
export function writtenFields(name: string, value: Json, parameter: Fields): (readonly [string, string])[] {
  const { style = 'form', collectionFormat, explode, in: place } = parameter;
  const isSwagger = 'type' in parameter || collectionFormat !== undefined;
  const isRepeated = isSwagger ? collectionFormat === 'multi' : explode !== false && style === 'form';
  if (style === 'deepObject' && typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).map(([field, one]) => [`${name}[${field}]`, textOf(one)]);
  if (isRepeated && Array.isArray(value)) return value.map((item) => [name, textOf(item)]);
  if (isRepeated && typeof value === 'object' && value !== null && place !== 'formData')
    return Object.entries(value).map(([field, one]) => [field, textOf(one)]);
  return [[name, writtenPlain(value, parameter)]];
}
