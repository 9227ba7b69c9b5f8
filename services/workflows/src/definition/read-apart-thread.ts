import { parentPort, workerData } from 'node:worker_threads';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Answered, Sent } from './read-apart.ts';
import { readDocument } from './read-document.ts';

const { text, contentType } = workerData as Sent;
parentPort?.postMessage(answer());

function answer(): Answered {
  try {
    return { read: readDocument(text, contentType) };
  } catch (error) {
    if (error instanceof MeshError) return { refused: error.toShape() };
    throw error;
  }
}
