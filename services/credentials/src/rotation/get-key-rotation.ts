import type { HandlerOf } from '@mesh/bus/handler';
import { noSuch } from '@mesh/contracts/id';
import type * as keyRotations from '@mesh/contracts/key-rotations';
import type { Rotating } from './rotating.ts';
import { findRotation } from './rotation-store.ts';
import { shownRotation } from './shown-rotation.ts';

export function getKeyRotation(needs: Rotating): HandlerOf<typeof keyRotations.getKeyRotation> {
  return async ({ params }, { workspaceId }) => {
    const row = await needs.db.inWorkspace(workspaceId, (trx) => findRotation(trx, params.rotationId));
    if (!row) throw noSuch('rot');
    return shownRotation(needs, row);
  };
}
