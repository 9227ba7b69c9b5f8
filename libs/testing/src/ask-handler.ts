import type { CallContext, HandlerOf } from '@mesh/bus/handler';
import type { AnswerOf, Operation, QuestionOf, RequestOf } from '@mesh/contracts/operation';

/** Calls a handler without a bus; question and answer still pass the schemas of the operation. */
export function askHandler<O extends Operation>(operation: O, handler: HandlerOf<O>, contextOf: () => CallContext) {
  return async (question: QuestionOf<O>): Promise<AnswerOf<O>> => {
    const part = (name: 'params' | 'query' | 'headers' | 'body') =>
      operation[name].parse((question as Record<string, unknown>)[name] ?? {});
    const request = { params: part('params'), query: part('query'), headers: part('headers'), body: part('body') };
    return operation.output.parse(await handler(request as RequestOf<O>, contextOf())) as AnswerOf<O>;
  };
}
