import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import { type For, oneThread } from '../apart/one-thread.ts';
import type { CheckedDocument, ContentType } from './read-document.ts';
import { refuse } from './refusal.ts';

const SCRIPT = new URL('./read-apart-thread.ts', import.meta.url);

/** A document as it is sent. */
export type Sent = { readonly text: string; readonly contentType: ContentType };
export type Answered = { readonly read: CheckedDocument } | { readonly refused: ErrorShape };

/** Reads large documents in a thread. */
export function apartReader(): (sent: Sent, asking: For) => Promise<CheckedDocument> {
  const apart = oneThread();
  return async (sent, asking) => {
    const answer = await apart<Answered>(SCRIPT, sent, asking);
    if (!answer)
      return refuse([{ pointer: '', message: 'the document takes too much time or memory to read: split it' }]);
    if ('refused' in answer) throw MeshError.fromShape(answer.refused);
    return answer.read;
  };
}
