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
/** Fields by name, without null ones. */
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
  /** In upper case. */
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes are sent as they are. */
  readonly body: Json | Uint8Array | undefined;
  readonly output: (typeof outputs)[number];
  /** Whether redirects are followed, and one that leads nowhere counts as an answer. */
  readonly redirect: boolean;
  readonly authentication: Authentication | undefined;
};

/** Validates the evaluated arguments of `call: http`. Throws `WorkflowFault`. */
export function readHttpArguments(given: Json): HttpArguments {
  const { endpoint: to, query, body, ...rest } = readArguments(httpArguments, given);
  const written = formOf(rest.headers, body as Json | undefined);
  return { ...rest, body: written, authentication: to.authentication, url: withQuery(to.uri, query) };
}

/** Encodes the fields as a form if the headers say so: lists are repeated, and null fields omitted, as in a query. */
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
