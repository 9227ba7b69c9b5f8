import type { HandlerOf } from '@mesh/bus/serve';
import { MeshError } from '@mesh/contracts/mesh-error';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findSchedule } from './schedule-store.ts';
import { existing, shownFire } from './schedule-view.ts';
import { type TickRow, ticksBefore } from './tick-store.ts';

export function listFires(db: Database<Schema>): HandlerOf<typeof schedules.listFires> {
  return ({ params: { scheduleId }, query: { limit = DEFAULT_LIMIT, cursor } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      existing(await findSchedule(trx, scheduleId));
      const rows = await ticksBefore(trx, scheduleId, readCursor(cursor), limit + 1);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return { items: shown.map(shownFire), nextCursor: last && rows.length > limit ? cursorOf(last) : null };
    });
}

function cursorOf({ scheduledAt, occasion }: TickRow): string {
  return `${scheduledAt.toISOString()}~${occasion}`;
}

function readCursor(cursor: string | undefined): { scheduledAt: Date; occasion: string } | undefined {
  if (cursor === undefined) return undefined;
  const [time = '', occasion = ''] = cursor.split('~');
  const scheduledAt = new Date(time);
  if (Number.isNaN(scheduledAt.getTime())) throw new MeshError('invalid', 'this is no cursor of these fires');
  return { scheduledAt, occasion };
}
