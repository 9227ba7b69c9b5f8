import { MeshError } from '@mesh/contracts/mesh-error';
import type { Objects } from '@mesh/objects/objects';

export type CheckpointBucket = {
  put(workspaceId: string, seq: string, note: string): Promise<void>;
  /** The last checkpoint that was stored; undefined if there is none. */
  latest(workspaceId: string): Promise<string | undefined>;
};

const MOST_BYTES = 4_096;

/** Stores each checkpoint under its number, for object locks and people, and the last one where `verify` finds it. */
export function checkpointBucket(objects: Objects): CheckpointBucket {
  const folder = (workspaceId: string) => `audit/${workspaceId}`;
  const text = { contentType: 'text/plain; charset=utf-8' };
  return {
    async put(workspaceId, seq, note) {
      const bytes = Buffer.from(note);
      await objects.put(`${folder(workspaceId)}/${seq.padStart(15, '0')}.txt`, bytes, text);
      await objects.put(`${folder(workspaceId)}/latest.txt`, bytes, text);
    },
    async latest(workspaceId) {
      try {
        return (await objects.get(`${folder(workspaceId)}/latest.txt`, { maxBytes: MOST_BYTES })).toString();
      } catch (error) {
        if (error instanceof MeshError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
  };
}
