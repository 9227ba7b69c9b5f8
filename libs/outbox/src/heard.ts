import type { Bus } from '@mesh/bus/bus';
import { checkOut } from '@mesh/bus/claim-check';
import { bundledSubject } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import type { JsMsg } from '@nats-io/jetstream';
import { type FactOf, onEvery } from './on.ts';
import { IN_BUNDLE, type ReadBundle, readBundle } from './read-bundle.ts';
import { readFact } from './read-fact.ts';

const ID = 'Nats-Msg-Id';
const every = [onEvery<never>(async () => {})];

/** What one message told: one event, or the bundle of some of one subject. */
export type Heard = {
  /** Of the message. What comes again has the same. */
  readonly id: string;
  /** The subject of the events. */
  readonly subject: string;
  readonly workspaceId: string;
  readonly facts: readonly FactOf<unknown>[];
};

type Needs = { readonly bus: Bus; readonly log: Log };

/** What is no event of ours is logged and left out. */
export async function heardIn({ bus, log }: Needs, messages: readonly JsMsg[]): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const message of messages) {
    const { subject, headers } = message;
    const { facts, refused } = readMessage(message, Buffer.from(await checkOut(bus, message)));
    for (const err of refused) log.error({ subject, err }, 'what is no event was passed over');
    const [first] = facts;
    if (!first) continue;
    const { workspaceId } = first;
    heard.push({ id: headers?.get(ID) || first.id, subject: bundledSubject(subject) ?? subject, workspaceId, facts });
  }
  return heard;
}

/** The events of a message, one or a bundle of them, and why what else it holds is none. What is in a bundle came with that. */
function readMessage({ subject, headers }: JsMsg, payload: Buffer): ReadBundle {
  try {
    if (bundledSubject(subject)) return readBundle(subject, payload.toString());
    if (headers?.has(IN_BUNDLE)) return { facts: [], refused: [] };
    const read = readFact(every, subject, headers, payload);
    if (read.kind === 'fact') return { facts: [read.fact], refused: [] };
    throw new Error(read.kind === 'refused' ? read.reason : read.kind);
  } catch (error) {
    return { facts: [], refused: [error as Error] };
  }
}
