import type { Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { standardFault, type WorkflowFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf } from '../document-fields.ts';
import { checkedPath } from '../http/checked-path.ts';
import type { HttpCall } from '../http/http-call.ts';
import { searchOf } from '../http/search-of.ts';
import { isAsJson } from './accepted-types.ts';
import { bodyOf, WHOLE } from './body-of.ts';
import { FORM, MULTIPART, multipartOf, type Part } from './multipart.ts';
import type { Operation } from './operations-of.ts';
import { BYTES, fileOf, isBytesAsWhole, partsOf } from './parts-of.ts';
import { serverUrl } from './server-url.ts';
import { isStyled, writtenFields, writtenInPath, writtenInQuery, writtenPlain } from './written-parameter.ts';

type Request = Pick<HttpCall, 'url' | 'headers' | 'body'>;
type Values = Readonly<Record<string, Json>>;
/** In Swagger 2. */
type FormField = { readonly name: string; readonly value: Json; readonly parameter: Fields };
type Content = Pick<Request, 'body'> & {
  readonly type: string | undefined;
  /** A media type parameter that arguments may not change: where the parts of the body end. */
  readonly framing?: Request['headers'];
};

/**
 * The request of an operation. Each value goes where the document puts the parameter of its name; other arguments are the body.
 */
export function operationRequest(found: Operation, values: Values, documentUrl: string): Request {
  const given = new Map(Object.entries(values));
  const left = new Map(given);
  const query: string[] = [];
  const form: FormField[] = [];
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  let { path } = found;
  let content: Content | undefined;
  for (const parameter of found.parameters) {
    const { name, in: place, required } = parameter;
    // Parameters in two places may have the same name: the first takes the value, and so does each that is required.
    const value = (required === true ? given : left).get(String(name)) ?? defaultOf(parameter);
    left.delete(String(name));
    if (value === undefined || value === null) {
      if (required === true && !isToldOtherwise(found, parameter))
        throw standardFault('validation', `the operation needs the parameter ${name}`);
      continue;
    }
    if (place === 'path') path = path.replaceAll(`{${name}}`, () => writtenInPath(String(name), value, parameter));
    if (place === 'query') query.push(...writtenInQuery(String(name), value, parameter));
    if (place === 'header') headers[String(name).toLowerCase()] = writtenPlain(value, parameter);
    if (place === 'cookie') cookies.push(`${name}=${writtenPlain(value, parameter, encodeURIComponent)}`);
    if (place === 'formData') form.push({ name: String(name), value, parameter });
    if (place === 'body') content = ofSwagger(found, value, parameter);
  }
  if (cookies.length > 0) headers['cookie'] = cookies.join('; ');
  content ??= contentOf(found, left, form);
  return {
    url: serverUrl(found, documentUrl) + checkedPath(path) + searchOf(query),
    headers: {
      ...(found.accept !== undefined && { accept: found.accept }),
      ...(content.type !== undefined && { 'content-type': content.type }),
      ...headers,
      ...content.framing,
    },
    body: content.body,
  };
}

const toldOtherwise = /^(?:accept|content-type|authorization)$/i;

/** Headers that by OpenAPI 3 are not parameters. They are sent if they are given. */
function isToldOtherwise({ document }: Operation, { in: place, name }: Fields): boolean {
  return place === 'header' && !('swagger' in document) && toldOtherwise.test(String(name));
}

function contentOf(
  { document, operation }: Operation,
  left: ReadonlyMap<string, Json>,
  form: readonly FormField[],
): Content {
  if (form.length > 0) return formOfSwagger(form, listOf(operation['consumes'] ?? document['consumes']));
  const content = fieldsOf(fieldsOf(operation['requestBody'])['content']);
  const accepted = Object.keys(content);
  if (accepted.length === 0 || left.size === 0) {
    const [unknown] = left.keys();
    if (unknown !== undefined) throw standardFault('validation', `the operation has no parameter ${unknown}`);
    return { body: undefined, type: undefined };
  }
  const type = accepted.find(isAsJson) ?? accepted[0] ?? '';
  const { schema, ...told } = fieldsOf(content[type]);
  const value = bodyOf(schema, left);
  if (isBytesAsWhole(fieldsOf(told['whole']), type)) return asBytes(value, type);
  if (isAsJson(type)) return asJson(value, schema, type);
  const encoding = fieldsOf(told['encoding']);
  const there = Object.entries(fieldsOf(value) as Values).filter(([, one]) => one !== null);
  if (type === MULTIPART) {
    const parts = fieldsOf(told['parts']);
    return multipart(there.flatMap(([name, one]) => partsOf(name, one, parts[name], fieldsOf(encoding[name]))));
  }
  if (type === FORM) {
    return formOf(there.flatMap(([name, one]) => fieldsIn(name, one, fieldsOf(encoding[name]))));
  }
  if (typeof value === 'string') return { body: value, type };
  throw unwritten(type);
}

/** The body of Swagger 2, which lists the accepted types separately from it. */
function ofSwagger({ document, operation }: Operation, body: Json, { schema, whole }: Fields): Content {
  const accepted = listOf(operation['consumes'] ?? document['consumes']).map(String);
  const type = accepted.find(isAsJson);
  const first = accepted[0] ?? '';
  if (isBytesAsWhole(fieldsOf(whole), type ?? first))
    return asBytes(body, accepted.find((one) => !isAsJson(one)) ?? first);
  return type === undefined ? { body, type } : asJson(body, schema, type);
}

/** A missing or wildcard content type is replaced by that of the file, or by the type of plain bytes. */
function asBytes(value: Json, type: string): Content {
  const { content, type: told } = fileOf(WHOLE, value, type.includes('/') && !type.includes('*') ? type : BYTES);
  return { body: content, type: told };
}

/**
 * Encodes a text as JSON if the schema asks for text, or for text or null. Any other text is sent as it is: it may be JSON
 * already.
 */
function asJson(value: Json, schema: unknown, type: string): Content {
  const asked = [fieldsOf(schema)['type']].flat().filter((one) => one !== 'null');
  const isText = typeof value === 'string' && asked.length === 1 && asked[0] === 'string';
  return { body: isText ? JSON.stringify(value) : value, type: type === '*/*' ? 'application/json' : type };
}

/** Whether a form is multipart: if the operation takes no other form, or a field is a file. */
function formOfSwagger(fields: readonly FormField[], accepted: readonly unknown[]): Content {
  const isFile = ({ parameter }: FormField) => parameter['type'] === 'file';
  const isInParts = fields.some(isFile) || (accepted.length > 0 && accepted.every((type) => type === MULTIPART));
  const written = ({ name, value, parameter }: FormField) => writtenFields(name, value, parameter);
  if (!isInParts) return formOf(fields.flatMap(written));
  const parts = fields.flatMap((field): Part[] => {
    const { name, value, parameter } = field;
    if (isFile(field)) return partsOf(name, value, parameter, {});
    return written(field).map(([name, content]) => ({ name, content }));
  });
  return multipart(parts);
}

/** Throws for a form without fields, of which there is nothing to write. */
function multipart(parts: readonly Part[]): Content {
  if (parts.length === 0) throw standardFault('validation', 'the form has no fields');
  const { body, type } = multipartOf(parts);
  return { body, type, framing: { 'content-type': type } };
}

/** The value in a form that is not multipart: a list is repeated, unless the document gives a style or says that it is JSON. */
function fieldsIn(name: string, value: Json, encoding: Fields): (readonly [string, string])[] {
  const isRepeated = Array.isArray(value) && !isAsJson(String(encoding['contentType'] ?? ''));
  return isStyled(encoding) || isRepeated ? writtenFields(name, value, encoding) : [[name, textOf(value)]];
}

function formOf(fields: readonly (readonly [string, string])[]): Content {
  const form = new URLSearchParams();
  for (const [name, text] of fields) form.append(name, text);
  return { body: form.toString(), type: FORM };
}

function unwritten(type: string): WorkflowFault {
  return standardFault('configuration', `a body of ${type} cannot be written here`, { status: 501 });
}

function defaultOf(parameter: Fields): Json | undefined {
  if (parameter['required'] !== true) return undefined;
  return (fieldsOf(parameter['schema'])['default'] ?? parameter['default']) as Json | undefined;
}
