import type { BytesAnswer, Upload } from '@mesh/contracts/bytes';
import type { AnswerOf, Operation, QuestionOf, RequestOf, Service } from '@mesh/contracts/operation';
import type { rooms } from '@mesh/contracts/operations';
import type { FileAnswer, FileBody } from './file.ts';
import type { Follow } from './follow.ts';

export type CallOptions = {
  /** Ends the waiting; what the mesh does meanwhile is not undone. */
  readonly signal?: AbortSignal | undefined;
  /** Lets a POST be repeated: the mesh does what bears the same key once (24 h). */
  readonly idempotencyKey?: string | undefined;
  /** For each attempt. The operation's own limit and some by default. */
  readonly timeoutMs?: number | undefined;
};

/** What a caller writes: the parts of the operation, and the file itself where one is uploaded. */
export type Question<O> = [RequestOf<O>['body']] extends [Upload]
  ? Omit<QuestionOf<O>, 'body'> & { readonly body: FileBody }
  : QuestionOf<O>;

export type Answer<O> = [AnswerOf<O>] extends [BytesAnswer] ? FileAnswer : AnswerOf<O>;

/** The question may be left out where nothing in it must be told. */
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
