import { MeshError } from '@mesh/contracts/mesh-error';
import type { Msg } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import { checkIn } from './claim-check.ts';
import type { Answered } from './envelope.ts';

/** Sends answers that are ready in one turn of the event loop in one message, so a slow question holds up no other. */
export function replyInGroups(bus: Bus, message: Msg) {
  const sending = new Set<Promise<void>>();
  let ready: Answered[] = [];

  async function send(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const group = ready;
    ready = [];
    try {
      const { data, headers } = await parcel(bus, group);
      message.respond(data, headers ? { headers } : {});
    } catch (error) {
      bus.log.error({ err: error, subject: message.subject }, 'an answer could not be sent');
    }
  }

  return {
    /** Sends the answer together with those that are ready by the end of this turn. */
    add(answered: Answered): void {
      ready.push(answered);
      if (ready.length > 1) return;
      const sent = send();
      sending.add(sent);
      void sent.finally(() => sending.delete(sent));
    },
    /** Resolves when all that was added has been sent. Never rejects. */
    async done(): Promise<void> {
      await Promise.all(sending);
    },
  };
}

/** A group that is too large for one message and cannot be stored becomes an error for each of its questions. */
async function parcel(bus: Bus, group: readonly Answered[]) {
  try {
    return await checkIn(bus, Buffer.from(JSON.stringify(group)));
  } catch (error) {
    const refusal = (error instanceof MeshError ? error : new MeshError('internal', 'internal error')).toShape();
    if (refusal.code === 'internal') bus.log.error({ err: error }, 'an answer could not be written');
    return {
      data: Buffer.from(JSON.stringify(group.map(([place]) => [place, { error: refusal }]))),
      headers: undefined,
    };
  }
}
