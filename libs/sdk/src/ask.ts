import type { Operation } from '@mesh/contracts/operation';
import { readAnswer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { CallOptions } from './mesh.ts';
import { isRepeatable, type Parts, requestOf } from './request.ts';
import { RETRIES, send } from './send.ts';

const GRACE_MS = 15_000;
const FILE_MS = 600_000;

/** Calls `operation`. Throws `ProblemError` for a refusal, and what `fetch` throws if nobody answers. */
export async function ask(
  connection: Connection,
  operation: Operation,
  question: Parts,
  { signal, idempotencyKey, timeoutMs = limitOf(operation) }: CallOptions,
): Promise<unknown> {
  const { url, init } = requestOf(connection, operation, question, idempotencyKey);
  const answer = await send(url, init, {
    retries: isRepeatable(init) ? (connection.retries ?? RETRIES) : 0,
    timeoutMs,
    signal,
  });
  return readAnswer(operation, answer);
}

function limitOf({ http, deadlineMs }: Operation): number {
  return http?.bodyKind === 'upload' || http?.answerKind === 'bytes' ? FILE_MS : deadlineMs + GRACE_MS;
}
