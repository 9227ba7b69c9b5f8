import type { HandlerOf } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import type * as keyRotations from '@mesh/contracts/key-rotations';
import { MeshError } from '@mesh/contracts/mesh-error';
import { violatedUnique } from '@mesh/database/translate';
import { audited } from '../audit/audited.ts';
import { keysByRoot } from '../crypto/key-store.ts';
import { newWrappedKey } from '../crypto/new-wrapped-key.ts';
import type { Rotating } from './rotating.ts';
import { findRotation, insertRotation } from './rotation-store.ts';
import { envelopesByKey } from './sealed-store.ts';
import { shownRotation } from './shown-rotation.ts';
import { activateKey } from './workspace-key-store.ts';

/** `rotateKeys` does the work. A repeated request with the same id begins one rotation. */
export function startKeyRotation(needs: Rotating): HandlerOf<typeof keyRotations.startKeyRotation> {
  return async ({ body: { scope } }, context) => {
    const { workspaceId, newId: id = newId('rot') } = context;
    const act = { action: 'keys.rotate', resource: { type: 'key' as const, id: scope }, details: { rotation: id } };
    const plan = scope === 'root' ? await rootPlan(needs) : await workspacePlan(needs, workspaceId);
    const row = await audited(needs, context, act, async (trx) => {
      const known = await findRotation(trx, id);
      if (known) return known;
      const { target, total, made } = plan;
      // First of all: a concurrent request waits here, and finds the rotation begun.
      const begun = await insertRotation(trx, { workspaceId, id, scope, target, total }).catch(oneAtATime);
      if (!begun) return findRotation(trx, id);
      for (const key of made) if (!(await activateKey(trx, workspaceId, key))) throw outrun();
      return begun;
    });
    needs.keys.forget(workspaceId);
    if (!row) throw new MeshError('conflict', 'this id is taken');
    return shownRotation(needs, row);
  };
}

async function rootPlan({ db, provider }: Rotating) {
  const target = await provider.current();
  const counts = await db.asSystem(keysByRoot);
  const total = [...counts].reduce((sum, [kid, keys]) => (kid === target ? sum : sum + keys), 0);
  return { target, total, made: [] };
}

async function workspacePlan({ db, keys, provider }: Rotating, workspaceId: string) {
  keys.forget(workspaceId); // so that a key that another replica created is included
  const { payload } = await keys.of(workspaceId); // creates the first ones
  const counts = await db.inWorkspace(workspaceId, envelopesByKey);
  const version = Math.max(0, ...counts.keys()) + 1;
  const made = [await newWrappedKey(provider, { workspaceId, purpose: 'workspace', version })];
  if (payload.current) {
    const next = payload.current.version + 1;
    made.push(await newWrappedKey(provider, { workspaceId, purpose: 'payload', version: next }));
  }
  const total = [...counts.values()].reduce((sum, envelopes) => sum + envelopes, 0);
  return { target: String(version), total, made };
}

/** Another rotation has begun and ended since this one was planned: no current key would be left. */
function outrun(): MeshError {
  return new MeshError('conflict', 'these keys were rotated a moment ago');
}

function oneAtATime(error: unknown): never {
  if (violatedUnique(error) !== 'key_rotation_running') throw error;
  throw new MeshError('conflict', 'a rotation of these keys is under way already');
}
