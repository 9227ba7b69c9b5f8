import { catchFault, standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, isElsewhere, listOf, resolved } from '../document-fields.ts';
import { acceptedTypes, isAsJson } from './accepted-types.ts';
import { WHOLE } from './body-of.ts';
import { FORM, MULTIPART } from './multipart.ts';
import { OF_PART } from './parts-of.ts';

/** An operation with everything that a call needs, without references into the document. */
export type Operation = {
  /** What all operations share: the version of the document and its servers. */
  readonly document: Fields;
  /** In upper case. */
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  /** Its own parameters, and those of its path that it does not override. */
  readonly parameters: readonly Fields[];
  readonly operation: Fields;
  readonly pathItem: Fields;
  readonly accept?: string | undefined;
};

/** An operation that cannot be called affects no other. */
export type Kept = Operation | { readonly mistake: string };

/** The methods that have a field in a path item. */
const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'query'] as const;
/** Limits, since operations may share much, of which each has a copy. */
const MOST_CHARACTERS = 32 * 1_024 * 1_024;
/** Of one schema. */
const MOST_PARTS = 1_000;
/** Of a form in parts: schemas that it is made of, and fields. */
const MOST_OF_FORM = { schemas: 100, fields: 1_000 };
const ofDocument = ['swagger', 'servers', 'host', 'basePath', 'schemes', 'consumes'];
const ofOperation = ['servers', 'schemes', 'consumes'];
const ofParameter = ['name', 'in', 'required', 'type', 'default'];
const ofStyle = ['style', 'explode', 'collectionFormat'];
/** Results for schemas that were visited: thousands of operations may share one. */
const withBody = new WeakMap<Fields, boolean>();
const asForm = new WeakMap<Fields, Fields>();
const asField = new WeakMap<Fields, Fields>();

/** The operations of an OpenAPI 3 or Swagger 2 document by id, each as JSON, since a document is large and an operation small. */
export function operationsOf(given: unknown): ReadonlyMap<string, string> {
  const document = fieldsOf(given);
  const common = picked(document, ofDocument);
  const found = new Map<string, string>();
  let characters = 0;
  for (const [path, item] of Object.entries(fieldsOf(document['paths']))) {
    const pathItem = catchFault<Fields>(
      () => resolved(document, item),
      () => ({}),
    );
    for (const [name, given] of withMethods(pathItem)) {
      const operation = fieldsOf(given);
      const { operationId } = operation;
      if (typeof operationId !== 'string' || found.has(operationId)) continue;
      const kept = catchFault<Kept>(
        () => ({
          document: common,
          method: name.toUpperCase(),
          path,
          parameters: parametersOf(document, pathItem, operation),
          operation: { ...picked(operation, ofOperation), requestBody: bodyOf(document, operation['requestBody']) },
          pathItem: picked(pathItem, ['servers']),
          accept: acceptedTypes(document, operation),
        }),
        ({ message }) => ({ mistake: message }),
      );
      const made = JSON.stringify(kept);
      characters += made.length;
      if (characters > MOST_CHARACTERS)
        throw standardFault('configuration', 'the operations of the document are too large');
      found.set(operationId, made);
    }
  }
  return found;
}

/** Operations by method: those of OpenAPI, and others that version 3.2 allows in a path. */
function withMethods(pathItem: Fields): (readonly [method: string, operation: unknown])[] {
  const known = methods.map((method) => [method, pathItem[method]] as const);
  return [...known, ...Object.entries(fieldsOf(pathItem['additionalOperations']))];
}

function parametersOf(document: Fields, pathItem: Fields, operation: Fields): Fields[] {
  const parameters = new Map<string, Fields>();
  for (const one of [pathItem, operation].flatMap((part) => listOf(part['parameters']))) {
    const parameter = resolved(document, one);
    const { content, schema } = parameter;
    parameters.set(`${parameter['in']} ${parameter['name']}`, {
      ...picked(parameter, [...ofParameter, ...ofStyle]),
      ...(content !== undefined && { content: mapped(content, () => ({})) }),
      ...(schema !== undefined && { schema: schemaOf(document, schema) }),
      ...(parameter['in'] === 'body' && { whole: fieldOf(document, schema) }),
    });
  }
  return [...parameters.values()];
}

function bodyOf(document: Fields, given: unknown): Fields {
  const { content } = resolved(document, given);
  return {
    content: mapped(content, ({ schema, encoding }, type) => ({
      schema: schemaOf(document, schema),
      encoding: mapped(encoding, (one) => picked(one, [...ofStyle, 'contentType'])),
      ...(type === MULTIPART && { parts: formOf(document, schema) }),
      ...(isWhole(type) && { whole: fieldOf(document, schema) }),
    })),
  };
}

/** Whether a body of this type has neither fields nor JSON, or may have none. */
function isWhole(type: string): boolean {
  return type === '*/*' || !(isAsJson(type) || type === MULTIPART || type === FORM);
}

/**
 * Of a schema it keeps the type of the value, the value itself, and whether a field has the name that stands for the whole body.
 */
function schemaOf(document: Fields, given: unknown): Fields {
  if (isElsewhere(given)) return {};
  const schema = resolved(document, given);
  const seen = new Set<Fields>();
  const hasBody = hasWhole(document, schema, seen);
  const isDone = !hasBody && seen.size <= MOST_PARTS; // then none of those that it is made of has it
  for (const one of isDone ? seen : [schema]) withBody.set(one, hasBody);
  return { ...picked(schema, ['type', 'default']), ...picked(fieldsOf(given), ['default']), hasBody };
}

/** What is in another document, which was not read, is unknown. Schemas may refer to each other in circles. */
function hasWhole(document: Fields, given: unknown, seen: Set<Fields>): boolean {
  if (seen.size > MOST_PARTS || isElsewhere(given)) return false;
  const schema = resolved(document, given);
  if (seen.has(schema)) return false;
  const known = withBody.get(schema);
  if (known !== undefined) return known;
  seen.add(schema);
  return (
    Object.hasOwn(fieldsOf(schema['properties']), WHOLE) ||
    choicesIn(schema).some((part) => hasWhole(document, part, seen))
  );
}

/** What matters of the fields of a multipart form, by name. The first schema that describes a field wins. */
function formOf(document: Fields, given: unknown): Fields {
  if (isElsewhere(given)) return {};
  const schema = resolved(document, given);
  const known = asForm.get(schema);
  if (known) return known;
  const fields = new Map<string, Fields>();
  gatherFields(document, schema, fields, new Set());
  const gathered = Object.fromEntries(fields);
  asForm.set(schema, gathered);
  return gathered;
}

function gatherFields(document: Fields, given: unknown, into: Map<string, Fields>, seen: Set<Fields>): void {
  if (seen.size >= MOST_OF_FORM.schemas || isElsewhere(given)) return;
  const schema = resolved(document, given);
  if (seen.has(schema)) return;
  seen.add(schema);
  for (const [name, one] of Object.entries(fieldsOf(schema['properties']))) {
    if (into.size >= MOST_OF_FORM.fields) return;
    if (!into.has(name)) into.set(name, fieldOf(document, one));
  }
  for (const one of choicesIn(schema)) gatherFields(document, one, into, seen);
}

function fieldOf(document: Fields, given: unknown): Fields {
  if (isElsewhere(given)) return {};
  const schema = resolved(document, given);
  const known = asField.get(schema);
  if (known) return known;
  const { items, ...part } = kindOf(document, schema);
  const made = items === undefined ? part : { ...part, items: itemsOf(document, items) };
  asField.set(schema, made);
  return made;
}

/** Items that were not read are unknown; whether a body can be sent does not depend on them. */
function itemsOf(document: Fields, items: unknown): Fields {
  return catchFault<Fields>(
    () => picked(kindOf(document, items), OF_PART),
    () => ({}),
  );
}

/** What matters of a schema, including the schemas that it is composed of, since generators wrap nullable ones. */
function kindOf(document: Fields, given: unknown): Fields {
  if (isElsewhere(given)) return {};
  const schema = resolved(document, given);
  let kind: Fields = {};
  for (const one of [schema, ...choicesIn(schema)])
    if (!isElsewhere(one)) kind = { ...picked(resolved(document, one), [...OF_PART, 'items']), ...kind };
  return kind;
}

function choicesIn(schema: Fields): unknown[] {
  return [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap(listOf);
}

function picked(from: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]));
}

function mapped(from: unknown, make: (value: Fields, name: string) => Fields): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(from)).map(([name, value]) => [name, make(fieldsOf(value), name)]));
}
