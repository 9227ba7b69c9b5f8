import { httpMethod } from '@mesh/contracts/http-method';
import { contentTypeIn } from '@mesh/egress/content-type';
import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { outputs } from '../../definition/dsl/outputs.ts';
import { textOf } from '../../expression/text-of.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { leadsElsewhere } from '../../plan/uri-template.ts';
import { standardFault } from '../../workflow-fault.ts';
import { type Authentication, authentication } from '../authentication/policy.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const uri = z
  .string()
  .refine((text) => !leadsElsewhere(text), 'a field in the path of the address is . or .., which leads elsewhere');
export const endpoint = z
  .union([uri, z.object({ uri, authentication: authentication.optional() })])
  .transform((given) => (typeof given === 'string' ? { uri: given, authentication: undefined } : given));
export const response = {
  output: z.enum(outputs).default('content'),
  redirect: z.boolean().default(false),
};
/** Fields by name. What is null is not there. */
const fields = <S extends z.ZodType>(value: S) =>
  z
    .record(z.string(), value.nullable())
    .transform(
      (given) =>
        Object.fromEntries(Object.entries(given).filter(([, one]) => one !== null)) as Record<string, z.output<S>>,
    )
    .prefault({});
const httpArguments = z.object({
  method: z.string().toUpperCase().pipe(httpMethod),
  endpoint,
  headers: fields(text),
  query: fields(z.union([text, z.array(text)])),
  body: z.json().optional(),
  ...response,
});

export type HttpArguments = {
  /** In capitals. */
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes are sent as they are. */
  readonly body: Json | Uint8Array | undefined;
  readonly output: (typeof outputs)[number];
  /** Whether an answer that redirects is followed and, where it leads nowhere, taken for an answer. */
  readonly redirect: boolean;
  readonly authentication: Authentication | undefined;
};

/** The arguments of `call: http` as they were evaluated. Throws `WorkflowFault` for what is no call. */
export function readHttpArguments(given: Json): HttpArguments {
  const { endpoint: to, query, body, ...rest } = readArguments(httpArguments, given);
  const written = formOf(rest.headers, body as Json | undefined);
  return { ...rest, body: written, authentication: to.authentication, url: withQuery(to.uri, query) };
}

/** Fields are written as a form where the headers say that the body is one: as in a query, lists are repeated, and null is not there. */
function formOf(headers: Readonly<Record<string, string>>, body: Json | undefined): Json | undefined {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentTypeIn(headers));
  if (!isForm || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(body))
    for (const value of [values].flat()) if (value !== null) form.append(name, textOf(value));
  return form.toString();
}

function withQuery(uri: string, query: Readonly<Record<string, string | string[]>>): string {
  const fields = Object.entries(query);
  if (fields.length === 0) return uri;
  if (!URL.canParse(uri)) throw standardFault('validation', 'the endpoint is no absolute address');
  const url = new URL(uri);
  for (const [name, values] of fields) for (const value of [values].flat()) url.searchParams.append(name, value);
  return url.href;
}
