import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import { oneThread, type Waiter } from '../thread/one-thread.ts';
import type { CheckedDocument, ContentType } from './read-document.ts';
import { refuse } from './refusal.ts';

const SCRIPT = new URL('./read-document-thread.ts', import.meta.url);

/** A document as it is sent. */
export type Sent = { readonly text: string; readonly contentType: ContentType };
export type Answered = { readonly read: CheckedDocument } | { readonly refused: ErrorShape };

/** Reads large documents in a thread. Throws `workflow-invalid` as `readDocument` does, and where a document takes too much. */
export function documentReader(): (sent: Sent, waiter: Waiter) => Promise<CheckedDocument> {
  const runInThread = oneThread();
  return async (sent, waiter) => {
    const answer = await runInThread<Answered>(SCRIPT, sent, waiter);
    if (!answer)
      return refuse([{ pointer: '', message: 'the document takes too much time or memory to read: split it' }]);
    if ('refused' in answer) throw MeshError.fromShape(answer.refused);
    return answer.read;
  };
}
