import { LARGE, oneThread, type Waiter } from '../../thread/one-thread.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../../workflow-fault.ts';
import { type Readable, type Reading, readings } from './readings.ts';

const SCRIPT = new URL('./read-resource-thread.ts', import.meta.url);

export type Sent = Omit<Readable, 'text'> & { readonly as: Reading; readonly bytes: Uint8Array };
/** What cannot be read stays so. What took too long (`isOfTheMoment`) may do better on a quieter machine. */
export type Read = { readonly value: unknown } | { readonly refused: WorkflowError; readonly isOfTheMoment?: true };
export type ResourceReader = ReturnType<typeof resourceReader>;

/** Reads external resources; large ones in a thread, one at a time. */
export function resourceReader(runInThread = oneThread()): (sent: Sent, waiter: Waiter) => Promise<Read> {
  return async (sent, waiter) => {
    const others = sent.others.reduce((sum, { text }) => sum + text.length, 0);
    if (sent.bytes.length + others < LARGE) return tryRead(sent);
    return (await runInThread<Read>(SCRIPT, sent, waiter)) ?? tooLarge();
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
