import { randomUUID } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import {
  type AnswerSubscriber,
  answerSubscribers,
  type SubscriberAnswer,
} from '@mesh/bus/subscribers/answer-subscribers';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Operation } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { completeTask, failTask, progressTask, takeTasks } from '@mesh/contracts/queues';
import { unavailable } from '@mesh/contracts/unavailable';
import { keyInbox, keyOfWork, WORK, type WorkVerb, workAsked } from '@mesh/contracts/work-subjects';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';
import { parseStrictJson } from '../http/body/strict-json.ts';
import { utf8Text } from '../http/body/utf8-text.ts';
import { checkScope } from '../http/check-scope.ts';
import { ownTraceId } from '../http/own-trace-id.ts';
import type { Question } from '../http/question.ts';
import { asMeshError, problemDocument } from '../http/refusals/problem-document.ts';
import { askService } from '../http/waiting/ask-service.ts';

/** A few of each workspace are answered, however many others ask. */
const USUAL = { atOnce: 4_096, ofEach: 64, mostWaiting: 0 };
/** Large messages are held in memory, so fewer at once. */
const LARGE = { atOnce: 64, ofEach: 4, mostWaiting: 0 };
const LARGE_BYTES = 65_536;
const MOST_HELD = 4 * USUAL.atOnce;
const MOST_BYTES = 1_048_576;
const asks: Readonly<Record<WorkVerb, Operation>> = {
  take: takeTasks,
  progress: progressTask,
  complete: completeTask,
  fail: failTask,
};

type Needs = { readonly bus: Bus; readonly whoHolds: (keyId: string) => Promise<Principal> };

/**
 * Answers workers that ask over NATS, until disposed: the same operations as over HTTP, in the name of the key that the subject
 * names. The broker lets nobody else use that subject.
 */
export function serveWork({ bus, whoHolds }: Needs): AsyncDisposable {
  const semaphores = { usual: new FairSemaphore(USUAL), large: new FairSemaphore(LARGE) };
  const inboxOf = (subject: string) => {
    const keyId = keyOfWork(subject);
    return keyId && keyInbox(keyId);
  };
  const answer: AnswerSubscriber = async ({ subject, data, others }, signal) => {
    const requestId = randomUUID();
    try {
      if (others >= MOST_HELD) throw busy();
      if (data.byteLength > MOST_BYTES)
        throw new MeshError('payload-too-large', `a message has at most ${MOST_BYTES} bytes`);
      const asked = workAsked(subject);
      if (!asked) throw new MeshError('not-found', 'work is taken, progressed, completed or failed');
      const operation = asks[asked.verb];
      const principal = checkScope(await whoHolds(asked.keyId), operation.scope);
      const isWaitedFor = () => !signal.aborted;
      const ask = async () =>
        askService(bus, operation, questionOf(asked.queue, data), { principal, requestId, signal, isWaitedFor });
      const { usual, large } = semaphores;
      const answered = await (data.byteLength > LARGE_BYTES ? large : usual).run(principal.workspaceId, ask, busy);
      return { body: JSON.stringify(answered) };
    } catch (error) {
      const refusal = asMeshError(signal.aborted ? unavailable('this gateway stops; ask again') : error);
      if (refusal.code === 'internal') bus.log.error({ err: error, requestId }, 'a worker could not be answered');
      return refused(refusal, subject, requestId);
    }
  };
  return answerSubscribers(bus, WORK, { inboxOf, answer });
}

function questionOf(queue: string, data: Uint8Array): Question {
  const told = data.byteLength === 0 ? {} : parseStrictJson(utf8Text(data, 'message'));
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new MeshError('invalid', 'expected a JSON object');
  const { taskId, ...body } = told as { taskId?: unknown };
  return { params: { queue, ...(taskId !== undefined && { taskId }) }, query: {}, headers: {}, body };
}

function busy(): MeshError {
  return unavailable('too many workers ask at once; try again');
}

function refused(refusal: MeshError, instance: string, requestId: string): SubscriberAnswer {
  const problem = problemDocument(refusal, { instance, requestId, traceId: ownTraceId(requestId) });
  return { status: problem.status, title: String(problem['title']), body: JSON.stringify(problem) };
}
