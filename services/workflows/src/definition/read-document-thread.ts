import { MeshError } from '@mesh/contracts/mesh-error';
import { answer } from '../thread/answer.ts';
import type { Answered, Sent } from './document-reader.ts';
import { readDocument } from './read-document.ts';

answer(({ text, contentType }: Sent): Answered => {
  try {
    return { read: readDocument(text, contentType) };
  } catch (error) {
    if (error instanceof MeshError) return { refused: error.toShape() };
    throw error;
  }
});
