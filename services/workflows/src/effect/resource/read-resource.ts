import { type For, LARGE, oneThread } from '../../apart/one-thread.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../../workflow-fault.ts';
import { type Readable, type Reading, readings } from './readings.ts';

const SCRIPT = new URL('./read-resource-thread.ts', import.meta.url);

export type Sent = Omit<Readable, 'text'> & { readonly as: Reading; readonly bytes: Uint8Array };
/** A document that cannot be read is no other a moment later. One that took too long may not do so again, when less is done beside it. */
export type Read = { readonly value: unknown } | { readonly refused: WorkflowError; readonly isOfTheMoment?: true };
export type ResourceReader = ReturnType<typeof resourceReader>;

/** Reads what a call refers to: large ones in a thread, one after the other. */
export function resourceReader(apart = oneThread()): (sent: Sent, asking: For) => Promise<Read> {
  return async (sent, asking) => {
    const others = sent.others.reduce((sum, { text }) => sum + text.length, 0);
    if (sent.bytes.length + others < LARGE) return tryRead(sent);
    return (await apart<Read>(SCRIPT, sent, asking)) ?? tooLarge();
  };
}

export function tryRead({ as, bytes, uri, others }: Sent): Read {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    return { value: readings[as]({ text, uri, others }) };
  } catch (error) {
    if (error instanceof WorkflowFault) return { refused: error.error };
    throw error;
  }
}

function tooLarge(): Read {
  const detail = 'the external resource takes too much time or memory to read: JSON takes less than YAML';
  return { refused: standardFault('configuration', detail).error, isOfTheMoment: true };
}
