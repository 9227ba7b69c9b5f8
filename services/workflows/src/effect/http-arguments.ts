import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { standardFault } from '../interpreter/workflow-fault.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const named = z.object({ use: z.string() });
const authentication = z.union([
  z.object({ bearer: z.union([named, z.object({ token: z.string() })]) }),
  z.object({ basic: z.union([named, z.object({ username: z.string(), password: z.string() })]) }),
  named,
]);
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const httpArguments = z.object({
  method: z.string().toUpperCase().pipe(z.enum(methods)),
  endpoint: z.union([z.string(), z.object({ uri: z.string(), authentication: authentication.optional() })]),
  headers: z.record(z.string(), text).default({}),
  query: z.record(z.string(), z.union([text, z.array(text)])).default({}),
  body: z.json().optional(),
  output: z.enum(['raw', 'content', 'response']).default('content'),
  redirect: z.boolean().default(false),
});

export type Authentication = z.infer<typeof authentication>;
export type HttpArguments = {
  readonly method: (typeof methods)[number];
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly output: 'raw' | 'content' | 'response';
  readonly redirect: boolean;
  readonly authentication: Authentication | undefined;
};
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The value of a JSON body, the text of another, null where there is none. */
  readonly content: Json;
};

/** The arguments of `call: http` as they were evaluated. Throws `WorkflowFault` for what is no call. */
export function readHttpArguments(given: Json): HttpArguments {
  const read = httpArguments.safeParse(given, { reportInput: false });
  if (!read.success) throw standardFault('validation', `the call does not fit: ${z.prettifyError(read.error)}`);
  const { endpoint, query, body, ...rest } = read.data;
  const { uri, authentication: policy } =
    typeof endpoint === 'string' ? { uri: endpoint, authentication: undefined } : endpoint;
  return { ...rest, body: body as Json | undefined, authentication: policy, url: withQuery(uri, query) };
}

function withQuery(uri: string, query: Readonly<Record<string, string | string[]>>): string {
  const fields = Object.entries(query);
  if (fields.length === 0) return uri;
  if (!URL.canParse(uri)) throw standardFault('validation', 'the endpoint is no absolute address');
  const url = new URL(uri);
  for (const [name, values] of fields) for (const value of [values].flat()) url.searchParams.append(name, value);
  return url.href;
}
