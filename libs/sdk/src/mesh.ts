import type { BytesAnswer, Upload } from '@mesh/contracts/bytes';
import type { AnswerOf, Operation, QuestionOf, RequestOf, Service } from '@mesh/contracts/operation';
import type { rooms } from '@mesh/contracts/operations';
import type { FileAnswer, FileBody } from './file.ts';
import type { Follow } from './follow.ts';

export type CallOptions = {
  /** Ends the call; what the mesh does meanwhile is not undone. */
  readonly signal?: AbortSignal | undefined;
  /** Makes a POST repeatable: the mesh carries out requests with the same key once (24 h). */
  readonly idempotencyKey?: string | undefined;
  /** Timeout of each attempt. By default that of the operation and a margin. */
  readonly timeoutMs?: number | undefined;
};

/** The arguments of a call: the parts of the operation's request, and the file itself for an upload. */
export type Question<O> = [RequestOf<O>['body']] extends [Upload]
  ? Omit<QuestionOf<O>, 'body'> & { readonly body: FileBody }
  : QuestionOf<O>;

export type Answer<O> = [AnswerOf<O>] extends [BytesAnswer] ? FileAnswer : AnswerOf<O>;

/** The argument is optional if nothing in it is required. */
export type Method<O> =
  Record<never, never> extends Question<O>
    ? (question?: Question<O>, options?: CallOptions) => Promise<Answer<O>>
    : (question: Question<O>, options?: CallOptions) => Promise<Answer<O>>;

type Served = Pick<Operation, 'subject'> & { readonly http: object };
type MethodsOf<Room> = {
  readonly [Name in keyof Room as Room[Name] extends Served ? Name : never]: Method<Room[Name]>;
};

/** A method for every operation that the mesh serves over HTTP, by service, and the live streams. */
export type Mesh = { readonly [Name in Service]: MethodsOf<(typeof rooms)[Name]> } & {
  readonly executions: { readonly follow: Follow };
};
