import type { Bus } from '@mesh/bus/bus';
import { checkOut } from '@mesh/bus/claim-check';
import { bundledSubject, workspaceOf } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import type { JsMsg } from '@nats-io/jetstream';
import { z } from 'zod';
import { COUNT, IN_BUNDLE, RECORDED } from '../event/bundle-headers.ts';
import { unpack } from '../event/packed.ts';
import { readBundle } from '../event/read-bundle.ts';
import { type FactOf, onEvery } from '../on.ts';
import { readFact } from './read-fact.ts';

const ID = 'Nats-Msg-Id';
const said = z.object({
  count: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
  recordedTime: z.iso.datetime(),
});
const every = [onEvery<never>(async () => {})];

/** A batch of CloudEvents in JSON, packed by `packed.ts` and not read yet. */
type Bundle = {
  readonly count: number;
  /** When it was recorded, as a timestamp. */
  readonly recordedTime: string;
  readonly packed: Buffer;
};
type Message = {
  /** Id of the message; the same on redelivery. */
  readonly id: string;
  /** The subject of the events. */
  readonly subject: string;
  readonly workspaceId: string;
};
type HeardEvent = Message & { readonly fact: FactOf<unknown>; readonly bundle?: never };
export type HeardBundle = Message & { readonly bundle: Bundle; readonly fact?: never };
/** The content of one message: one event, or a bundle of events of one subject. */
export type Heard = HeardEvent | HeardBundle;

type Placed = { readonly place: number; readonly fact: FactOf<unknown> };
type Needs = { readonly bus: Bus; readonly log: Log };

/** Parses messages; malformed ones are logged and left out. */
export async function heardIn({ bus, log }: Needs, messages: readonly JsMsg[]): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const message of messages) {
    const payload = Buffer.from(await checkOut(bus, message));
    try {
      const one = heardOf(message, payload);
      if (one) heard.push(one);
    } catch (err) {
      log.error({ subject: message.subject, err }, 'what is no event was passed over');
    }
  }
  return heard;
}

/** Parses one message; undefined for an event that its bundle has brought already. Throws if it is malformed. */
function heardOf({ subject: told, headers }: JsMsg, payload: Buffer): Heard | undefined {
  const subject = bundledSubject(told);
  if (subject !== undefined) {
    const workspaceId = workspaceOf(subject);
    if (!workspaceId) throw new Error('it is not the subject of a bundle');
    const id = headers?.get(ID);
    if (!id) throw new Error('it is a bundle without an id');
    const { success, data } = said.safeParse({ count: headers?.get(COUNT), recordedTime: headers?.get(RECORDED) });
    return { id, subject, workspaceId, bundle: success ? { ...data, packed: payload } : unsaid(workspaceId, payload) };
  }
  if (headers?.has(IN_BUNDLE)) return undefined;
  const read = readFact(every, told, headers, payload);
  if (read.kind !== 'fact') throw new Error(read.kind === 'refused' ? read.reason : read.kind);
  const { fact } = read;
  return { id: headers?.get(ID) || fact.id, subject: told, workspaceId: fact.workspaceId, fact };
}

/** A bundle of an earlier version, without headers. Throws if it holds no event. */
function unsaid(workspaceId: string, packed: Buffer): Bundle {
  const read = readBundle(workspaceId, unpack(packed));
  const last = read.findLast((one): one is FactOf<unknown> => !(one instanceof Error));
  if (!last) throw read[0] ?? new Error('it holds no event');
  const { time, recordedTime = time } = last;
  return { count: read.length, recordedTime, packed };
}

/** The events of a message; malformed ones are logged and left out. */
export function factsOf(heard: Heard, log: Log): FactOf<unknown>[] {
  return heard.fact ? [heard.fact] : placedFacts(heard, log).map(({ fact }) => fact);
}

/** The events of a bundle, each with its place, from 1 on; malformed ones are logged and left out. */
export function placedFacts({ bundle, workspaceId, subject }: HeardBundle, log: Log): Placed[] {
  return readOrWhy(workspaceId, bundle.packed).flatMap((fact, at) => {
    if (!(fact instanceof Error)) return [{ place: at + 1, fact }];
    log.error({ subject, err: fact }, 'what is no event was passed over');
    return [];
  });
}

function readOrWhy(workspaceId: string, packed: Buffer): (FactOf<unknown> | Error)[] {
  try {
    return readBundle(workspaceId, unpack(packed));
  } catch (error) {
    return [error as Error];
  }
}
