import { z } from 'zod';
import type { Prefix } from './id.ts';
import type { Code } from './mesh-error.ts';
import type { Need } from './scope.ts';

export const services = ['gateway', 'credentials', 'workflows', 'plugins', 'vectors'] as const;
export type Service = (typeof services)[number];
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Status = 200 | 201 | 202 | 204;

/** The HTTP face of an operation, as the gateway serves it, OpenAPI describes it and the SDK calls it. */
export type HttpFace<Output extends z.ZodType> = {
  readonly method: Method;
  /** With parameters in braces: `/v1/workflows/{workflowId}`. Each is a field of `params`. */
  readonly path: `/v1/${string}`;
  readonly status: Status | { readonly oneOf: readonly Status[]; readonly of: (answer: z.output<Output>) => Status };
  /** It takes an `Idempotency-Key` though it creates nothing, since repeating it would repeat its work. */
  readonly takesKey?: true;
  readonly location?: (answer: z.output<Output>) => string;
  readonly etag?: (answer: z.output<Output>) => string;
  /**
   * `json` by default. `text` hands the handler `{contentType, text}`, for bodies such as YAML. `upload` hands it an
   * `upload` (see `bytes.ts`): the gateway has streamed the bytes into the bucket, and the handler takes them from there.
   */
  readonly bodyKind?: 'json' | 'text' | 'upload';
  /** `json` by default. `bytes`: the answer is a `bytesAnswer` (see `bytes.ts`) and its bytes are what is sent. */
  readonly answerKind?: 'json' | 'bytes';
  /** Media types that a `text` or `upload` body may have. */
  readonly mediaTypes?: readonly string[];
  /** Headers with this prefix are passed on as well, such as `ce-`. */
  readonly headerPrefix?: string;
  /** Further media types that a `text` body may have beside such a header: the handler gets `{contentType, base64}`. */
  readonly takesBytes?: (mediaType: string) => boolean;
  /** Largest body, in bytes. 1 MiB by default. */
  readonly maxBytes?: number;
  /** Sent with every answer, for example `{'cache-control': 'no-store'}`. */
  readonly headers?: Readonly<Record<string, string>>;
};

type Schema = z.ZodType;
const nothing = z.strictObject({});
export type Nothing = typeof nothing;

type Spelled<P extends Schema, Q extends Schema, H extends Schema, B extends Schema, O extends Schema> = {
  readonly service: Service;
  /** In camelCase; the subject and the SDK method are derived from it. */
  readonly name: string;
  /** One sentence in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** The scope that the caller needs. */
  readonly scope: Need;
  /** Absent for operations that only services call. */
  readonly http?: HttpFace<O>;
  /** Services that may call it besides the gateway. */
  readonly callers?: readonly Service[];
  /**
   * The gateway generates an id with this prefix and passes it as `context.newId`, so that a repeated request creates one
   * thing.
   */
  readonly creates?: Prefix;
  readonly params?: P;
  readonly query?: Q;
  /** Request headers that the operation uses, by lower-case name. Others are not passed on. */
  readonly headers?: H;
  readonly body?: B;
  readonly output: O;
  /** Its errors, besides those that every operation may have. */
  readonly errors?: readonly Code[];
  /** How long a caller waits, in ms. 5,000 by default. */
  readonly deadlineMs?: number;
};

/** Fields that have defaults. */
type Usual = 'params' | 'query' | 'headers' | 'body' | 'callers' | 'errors' | 'deadlineMs';

/** One operation, defined once. Gateway route, service handler, OpenAPI, SDK and tests are derived from it. */
export type Operation<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  H extends Schema = Schema,
  B extends Schema = Schema,
  O extends Schema = Schema,
> = Omit<Spelled<P, Q, H, B, O>, Usual> &
  Required<Pick<Spelled<P, Q, H, B, O>, Usual>> & { readonly subject: `call.${string}.${string}` };

/** What a handler gets: each part as parsed by its schema. */
export type RequestOf<O> =
  O extends Operation<infer P, infer Q, infer H, infer B>
    ? { params: z.output<P>; query: z.output<Q>; headers: z.output<H>; body: z.output<B> }
    : never;

/** What a caller writes; empty parts may be omitted. */
export type QuestionOf<O> =
  O extends Operation<infer P, infer Q, infer H, infer B>
    ? Part<'params', P> & Part<'query', Q> & Part<'headers', H> & Part<'body', B>
    : never;
type Part<Name extends string, S extends Schema> = [z.input<S>] extends [Record<string, never>]
  ? { [K in Name]?: Record<string, never> }
  : Record<string, never> extends z.input<S>
    ? { [K in Name]?: z.input<S> }
    : { [K in Name]: z.input<S> };

export type AnswerOf<O> = O extends Operation<infer _P, infer _Q, infer _H, infer _B, infer A> ? z.output<A> : never;

/** An operation that is served over HTTP as well. */
export type PublicOperation<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  H extends Schema = Schema,
  B extends Schema = Schema,
  O extends Schema = Schema,
> = Operation<P, Q, H, B, O> & { readonly http: HttpFace<O> };

/** The only way to define an operation. */
export function defineOperation<
  O extends Schema,
  P extends Schema = Nothing,
  Q extends Schema = Nothing,
  H extends Schema = Nothing,
  B extends Schema = Nothing,
>(spelled: Spelled<P, Q, H, B, O> & { readonly http: HttpFace<O> }): PublicOperation<P, Q, H, B, O>;
export function defineOperation<
  O extends Schema,
  P extends Schema = Nothing,
  Q extends Schema = Nothing,
  H extends Schema = Nothing,
  B extends Schema = Nothing,
>(spelled: Spelled<P, Q, H, B, O>): Operation<P, Q, H, B, O>;
export function defineOperation<
  O extends Schema,
  P extends Schema,
  Q extends Schema,
  H extends Schema,
  B extends Schema,
>(spelled: Spelled<P, Q, H, B, O>): Operation<P, Q, H, B, O> {
  return {
    ...spelled,
    params: spelled.params ?? (nothing as unknown as P),
    query: spelled.query ?? (nothing as unknown as Q),
    headers: spelled.headers ?? (nothing as unknown as H),
    body: spelled.body ?? (nothing as unknown as B),
    callers: spelled.callers ?? [],
    errors: spelled.errors ?? [],
    deadlineMs: spelled.deadlineMs ?? 5_000,
    subject: `call.${spelled.service}.${kebab(spelled.name)}`,
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
