import type { HandlerOf } from '@mesh/bus/serve';
import { idCursor } from '@mesh/contracts/id-cursor';
import type * as keyRotations from '@mesh/contracts/key-rotations';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type { Rotating } from './rotating.ts';
import { findRotations } from './rotation-store.ts';
import { shownRotation } from './shown-rotation.ts';

export function listKeyRotations(needs: Rotating): HandlerOf<typeof keyRotations.listKeyRotations> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor } }, { workspaceId }) => {
    const rows = await needs.db.inWorkspace(workspaceId, (trx) =>
      findRotations(trx, { before: idCursor('rot', cursor), limit: limit + 1 }),
    );
    const items = await Promise.all(rows.slice(0, limit).map((row) => shownRotation(needs, row)));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}
