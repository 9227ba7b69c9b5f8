import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as events from '@mesh/contracts/cloud-events';
import * as schedules from '@mesh/contracts/schedules';
import type { Database } from '@mesh/database/database';
import type { Schema } from './db/schema.ts';
import { publishEvents } from './event/publish-events.ts';
import type { Hearing } from './event/start-hearing.ts';
import { backfillSchedule } from './schedule/backfill-schedule.ts';
import { getSchedule } from './schedule/get-schedule.ts';
import { listFires } from './schedule/list-fires.ts';
import { listSchedules } from './schedule/list-schedules.ts';
import { updateSchedule } from './schedule/update-schedule.ts';

type Needs = {
  readonly bus: Bus;
  readonly db: Database<Schema>;
  readonly hearing: Hearing;
  /** Queue limit of a workspace. */
  readonly mostQueued: number;
  readonly eventsPerSecond: number;
};

/** Serves every operation on events and schedules until disposed. */
export function serveTriggers({ bus, db, hearing, mostQueued, eventsPerSecond }: Needs): AsyncDisposable {
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, events.publishEvents, publishEvents({ db, onHeard: () => hearing.ring(), eventsPerSecond })));
  serving.use(serve(bus, schedules.listSchedules, listSchedules(db)));
  serving.use(serve(bus, schedules.getSchedule, getSchedule(db)));
  serving.use(serve(bus, schedules.updateSchedule, updateSchedule(db)));
  serving.use(serve(bus, schedules.listFires, listFires(db)));
  serving.use(serve(bus, schedules.backfillSchedule, backfillSchedule(db, mostQueued)));
  return serving;
}
