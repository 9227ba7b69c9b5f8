import { keysByRoot } from '../crypto/key-store.ts';
import type { KeyRotationRow } from '../db/schema.ts';
import type { Rotating } from './rotating.ts';
import { envelopesByKey } from './sealed-store.ts';

/** A rotation as callers see it, with what each key still holds. */
export async function shownRotation({ db }: Rotating, row: KeyRotationRow) {
  const { id, scope, target, status, total, done, createdAt, endedAt } = row;
  const counts =
    scope === 'root' ? await db.asSystem(keysByRoot) : await db.inWorkspace(row.workspaceId, envelopesByKey);
  const byKey = Object.fromEntries([[target, 0], ...counts] as [string | number, number][]);
  const times = { createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
  return { id, scope, target, status, total, done, byKey, ...times };
}
