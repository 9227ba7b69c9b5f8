import type { Config } from './config.ts';
import type { Bounds } from './engine/overrun.ts';
import type { Quota } from './queue/quota.ts';
import type { Capacity } from './queue/slots.ts';
import type { ScheduleQuota } from './schedule/schedule-quota.ts';

export type Limits = {
  readonly bounds: Bounds;
  readonly capacity: Capacity;
  readonly quota: Quota;
  readonly scheduleQuota: ScheduleQuota;
};

/** The limits that the environment sets for executions, processes and workspaces. */
export function limitsOf(config: Config): Limits {
  return {
    bounds: { loops: config.EXECUTION_LOOPS, entries: config.EXECUTION_ENTRIES },
    capacity: { inAll: config.EXECUTIONS_AT_ONCE, ofWorkspace: config.EXECUTIONS_AT_ONCE_PER_WORKSPACE },
    quota: {
      startsPerSecond: config.EXECUTION_STARTS_PER_SECOND,
      queued: config.EXECUTIONS_QUEUED_PER_WORKSPACE,
    },
    scheduleQuota: {
      schedules: config.SCHEDULES_PER_WORKSPACE,
      startsPerMinute: config.SCHEDULED_STARTS_PER_MINUTE,
    },
  };
}
