import { catchFault, standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, isElsewhere, listOf, resolved } from '../document-fields.ts';
import { acceptedTypes, isAsJson } from './accepted-types.ts';
import { WHOLE } from './body-of.ts';
import { FORM, MULTIPART } from './multipart.ts';
import { OF_PART } from './parts-of.ts';

/** An operation with all that a call of it looks at, and nothing that refers elsewhere in the document. */
export type Operation = {
  /** What all operations have in common: its version, and where they are. */
  readonly document: Fields;
  /** In capitals. */
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  /** Its own, and those of its path that it does not spell anew. */
  readonly parameters: readonly Fields[];
  readonly operation: Fields;
  readonly pathItem: Fields;
  readonly accept?: string | undefined;
};

/** One that cannot be called harms no other. */
export type Kept = Operation | { readonly mistake: string };

/** The methods that have a field of a path. */
const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'query'] as const;
/** Operations may share much, of which each has its copy. */
const MOST_CHARACTERS = 32 * 1_024 * 1_024;
/** Of one schema. */
const MOST_PARTS = 1_000;
/** Of a form in parts: schemas that it is made of, and fields. */
const MOST_OF_FORM = { schemas: 100, fields: 1_000 };
const ofDocument = ['swagger', 'servers', 'host', 'basePath', 'schemes', 'consumes'];
const ofOperation = ['servers', 'schemes', 'consumes'];
const ofParameter = ['name', 'in', 'required', 'type', 'default'];
const ofStyle = ['style', 'explode', 'collectionFormat'];
/** Of schemas that were looked through: thousands of operations may share one. */
const withBody = new WeakMap<Fields, boolean>();
const asForm = new WeakMap<Fields, Fields>();
const asField = new WeakMap<Fields, Fields>();

/** The operations of a document of OpenAPI 3 or Swagger 2 by their ids, each as JSON: a document is large, and an operation of it small. */
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

/** By method: those of OpenAPI, and others that version 3.2 lets a path name. */
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

/** Of a schema it counts what kind of value it has, the value by itself, and whether a field is named as the whole is. */
function schemaOf(document: Fields, given: unknown): Fields {
  if (isElsewhere(given)) return {};
  const schema = resolved(document, given);
  const seen = new Set<Fields>();
  const hasBody = hasWhole(document, schema, seen);
  const isDone = !hasBody && seen.size <= MOST_PARTS; // then none of those that it is made of has it
  for (const one of isDone ? seen : [schema]) withBody.set(one, hasBody);
  return { ...picked(schema, ['type', 'default']), ...picked(fieldsOf(given), ['default']), hasBody };
}

/** What stands in another document, which nobody has read, is not known. Schemas may refer to each other in circles. */
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

/** What counts of the fields of a form in parts, by their names. The first that tells of a field counts. */
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

/** Of items that nobody has read nothing is known: whether a body can be sent does not depend on them. */
function itemsOf(document: Fields, items: unknown): Fields {
  return catchFault<Fields>(
    () => picked(kindOf(document, items), OF_PART),
    () => ({}),
  );
}

/** What of a schema counts, with what it is a part of, as generators wrap what may be null. */
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
