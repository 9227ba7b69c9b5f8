import { z } from 'zod';
import type { MeshEvent } from '../event.ts';
import type { Operation } from '../operation.ts';

/** Incremented with each breaking change. Within one version things are only added. */
export const CONTRACT_VERSION = 2;

export type JsonSchema = { readonly [keyword: string]: unknown };
export type PromisedOperation = {
  /** Method and path, if it is served over HTTP. */
  readonly http?: string;
  readonly bodyKind?: string;
  readonly answerKind?: string;
  readonly scope: string;
  readonly request: Readonly<Record<'params' | 'query' | 'headers' | 'body', JsonSchema>>;
  readonly answer: JsonSchema;
};
export type PromisedEvent = { readonly topic: string; readonly data: JsonSchema };

/** The contract of the mesh, without descriptions: operations by subject, events by type. */
export type Contract = {
  readonly version: number;
  readonly operations: Readonly<Record<string, PromisedOperation>>;
  readonly events: Readonly<Record<string, PromisedEvent>>;
};

export function contractOf(operations: readonly Operation[], events: readonly MeshEvent[]): Contract {
  return {
    version: CONTRACT_VERSION,
    operations: sorted(operations.map((operation) => [operation.subject, promised(operation)])),
    events: sorted(events.map(({ type, topic, data }) => [type, { topic, data: schemaOf(data, 'output') }])),
  };
}

function promised({ http, scope, params, query, headers, body, output }: Operation): PromisedOperation {
  const [asked, answered] = [(part: z.ZodType) => schemaOf(part, 'input'), schemaOf(output, 'output')];
  return {
    ...(http && { http: `${http.method} ${http.path}` }),
    ...(http?.bodyKind && { bodyKind: http.bodyKind }),
    ...(http?.answerKind && { answerKind: http.answerKind }),
    scope,
    request: { params: asked(params), query: asked(query), headers: asked(headers), body: asked(body) },
    answer: answered,
  };
}

const forPeople = new Set(['$schema', 'title', 'description', 'examples', 'default', '$comment']);

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return withoutTexts(z.toJSONSchema(schema, { io, unrepresentable: 'any' })) as JsonSchema;
}

/** Keeps names of properties, even those called `title`. */
function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([keyword]) => !forPeople.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, inner]) => [keyword, keyword === 'properties' ? eachWithoutTexts(inner) : withoutTexts(inner)]),
  );
}

function eachWithoutTexts(properties: object): unknown {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, withoutTexts(schema)]));
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
