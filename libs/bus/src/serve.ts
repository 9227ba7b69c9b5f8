import { MeshError } from '@mesh/contracts/mesh-error';
import type { Operation } from '@mesh/contracts/operation';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';
import { headers, type Msg } from '@nats-io/transport-node';
import { z } from 'zod';
import { answerItem } from './answer-item.ts';
import type { Bus } from './bus.ts';
import { checkOut } from './claim-check.ts';
import { item, MAX_ITEMS } from './envelope.ts';
import type { HandlerOf } from './handler.ts';
import { replyInGroups } from './reply-in-groups.ts';
import { TAKEN_BY, WATCHED } from './takers.ts';

const AT_ONCE = 128;
/** Questions of each workspace that never wait for a place. */
const OF_EACH = 8;
const WAITING = 2_048;
const items = z.array(item).max(MAX_ITEMS);

/**
 * Answers `operation` until disposed, which takes no new questions and waits for the answers under way. `atOnce` is how many
 * questions may be worked on at once: set it higher for handlers that mostly wait. A few of each workspace are worked on,
 * however many others ask.
 */
export function serve<O extends Operation>(
  bus: Bus,
  operation: O,
  handler: HandlerOf<O>,
  { atOnce = AT_ONCE }: { atOnce?: number } = {},
): AsyncDisposable {
  const { nats, log } = bus;
  const { subject } = operation;
  const semaphore = new FairSemaphore({ atOnce, ofEach: OF_EACH, mostWaiting: WAITING });
  const underWay = new Set<Promise<unknown>>();
  const endpoint = bus.registration.add(operation);
  const answerOne = answerItem({ bus, operation, handler, semaphore, endpoint });
  const tracked = <T>(answering: Promise<T>): Promise<T> => {
    underWay.add(answering);
    void answering.finally(() => underWay.delete(answering));
    return answering; // it never rejects
  };
  const direct = bus.door.add(subject, {
    verify: (token) => bus.tokens.verify(operation, token),
    answer: (one) => tracked(answerOne(one)),
  });

  async function answer(message: Msg): Promise<void> {
    if (message.headers?.has(WATCHED)) message.respond('', { headers: takenBy(bus) });
    const reply = replyInGroups(bus, message);
    try {
      const asked = items.parse(JSON.parse(Buffer.from(await checkOut(bus, message)).toString()));
      await Promise.all(asked.map(async (one, place) => reply.add([place, await answerOne(one)])));
    } catch (error) {
      log.warn({ err: error, subject }, 'a message that holds no questions was refused');
      const refusal = new MeshError('invalid', 'the message holds no questions').toShape();
      for (let place = 0; place < MAX_ITEMS; place++) reply.add([place, { error: refusal }]);
    }
    await reply.done();
  }

  const subscription = nats.subscribe(subject, {
    queue: subject, // one replica answers each question
    callback: (error, message) => {
      if (error) return log.error({ err: error, subject }, 'the subscription to questions failed');
      void tracked(answer(message));
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      endpoint.remove();
      direct[Symbol.dispose]();
      if (!nats.isClosed()) await subscription.drain().catch(() => {});
      await Promise.all(underWay);
    },
  };
}

function takenBy({ registration }: Bus) {
  const told = headers();
  told.set(TAKEN_BY, registration.id);
  return told;
}
