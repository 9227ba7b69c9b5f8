import { MeshError } from '@mesh/contracts/mesh-error';

/** A place in a sequence: after the item `seq` of the journal `epoch`. */
export type Cursor = { readonly epoch: number; readonly seq: number };

export function formatCursor({ epoch, seq }: Cursor): string {
  return `${epoch}:${seq}`;
}

/** The client's position: `Last-Event-ID` wins over `?after=`, neither means the beginning. Throws `invalid`. */
export function cursorOf(lastEventId: string | undefined, after: string | undefined): Cursor | undefined {
  const text = lastEventId ?? after;
  if (text === undefined) return undefined;
  const [, epoch, seq] = /^(\d{1,15}):(\d{1,15})$/.exec(text) ?? [];
  if (epoch !== undefined && seq !== undefined) return { epoch: Number(epoch), seq: Number(seq) };
  throw new MeshError('invalid', 'the cursor is the id of the last event that you got: EPOCH:SEQ', {
    errors: [{ pointer: lastEventId === undefined ? '/query/after' : '/headers/last-event-id', message: 'no cursor' }],
  });
}
