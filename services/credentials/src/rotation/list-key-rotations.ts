import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor } from '@mesh/contracts/cursor';
import type * as keyRotations from '@mesh/contracts/key-rotations';
import { readPage } from '@mesh/contracts/page';
import type { Rotating } from './rotating.ts';
import { findRotations } from './rotation-store.ts';
import { shownRotation } from './shown-rotation.ts';

export function listKeyRotations(needs: Rotating): HandlerOf<typeof keyRotations.listKeyRotations> {
  return async ({ query: { limit, cursor } }, { workspaceId }) => {
    const before = idCursor('rot', cursor);
    const read = (most: number) =>
      needs.db.inWorkspace(workspaceId, (trx) => findRotations(trx, { before, limit: most }));
    return readPage(limit, read, { show: (row) => shownRotation(needs, row), at: ({ id }) => id });
  };
}
