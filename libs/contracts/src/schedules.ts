import { z } from 'zod';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { moment, timestamp } from './timestamp.ts';

const identity = { namespace: z.string(), name: z.string(), version: z.string() };
const schedulePath = z.strictObject({ scheduleId: id('sch') });

export const schedule = z.object({
  id: id('sch'),
  workflow: z.object({ id: id('wf'), ...identity }),
  kind: z.enum(['every', 'cron', 'after', 'on']),
  cron: z.string().optional(),
  timezone: z.string().optional().meta({ description: 'Of a cron expression: `document.metadata.timezone`.' }),
  everyMs: z.number().optional(),
  afterMs: z.number().optional(),
  overlap: z.enum(['allow', 'skip', 'cancel']),
  catchUpMs: z.number().meta({ description: 'An instant that is later than this is skipped.' }),
  jitterMs: z.number(),
  concurrencyKey: z.string().optional().meta({
    description:
      'Starts of one key run one at a time, or as many as `document.metadata.concurrency` says. May hold expressions, which see the input.',
  }),
  paused: z.boolean(),
  nextAt: timestamp.optional().meta({ description: 'Absent while it waits for an end or for events.' }),
  createdAt: timestamp,
});

/** Changes with `paused` and the next instant. */
export const scheduleEtag = ({ paused, nextAt }: Pick<z.input<typeof schedule>, 'paused' | 'nextAt'>) =>
  `"${paused ? 'paused' : 'active'}${nextAt === undefined ? '' : `-${Date.parse(nextAt)}`}"`;

export const fire = z.object({
  scheduledAt: timestamp,
  at: timestamp.meta({ description: 'When that was decided.' }),
  outcome: z.enum(['fired', 'skipped']),
  reason: z.enum(['paused', 'missed', 'overlap']).optional(),
  bound: z.enum(['depth', 'quota']).optional().meta({
    description:
      'Of a skipped one, instead of a reason. `depth`: 16 starts by events led to it, one after the other. `quota`: the workspace has as many executions queued as it may.',
  }),
  executionId: id('exe').optional(),
});

export const listSchedules = defineOperation({
  service: 'workflows',
  name: 'listSchedules',
  summary: 'List the schedules.',
  description: 'They come from the `schedule` of the newest version of each workflow, one for each of its triggers.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/schedules', status: 200 },
  query: z.strictObject({ ...page, workflow: id('wf').optional() }),
  output: pageOf(schedule),
});

export const getSchedule = defineOperation({
  service: 'workflows',
  name: 'getSchedule',
  summary: 'Read a schedule.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/schedules/{scheduleId}', status: 200, etag: scheduleEtag },
  params: schedulePath,
  output: schedule,
  errors: ['not-found'],
});

export const updateSchedule = defineOperation({
  service: 'workflows',
  name: 'updateSchedule',
  summary: 'Pause a schedule, or let it go on.',
  description: 'Instants that come while it is paused are skipped, and told among its fires.',
  scope: 'workflows:write',
  http: { method: 'PATCH', path: '/v1/schedules/{scheduleId}', status: 200, etag: scheduleEtag },
  params: schedulePath,
  headers: ifMatch,
  body: z.strictObject({ paused: z.boolean() }),
  output: schedule,
  errors: ['not-found', 'precondition-failed'],
});

export const listFires = defineOperation({
  service: 'workflows',
  name: 'listFires',
  summary: 'List what became of the instants of a schedule.',
  description: 'Skipped ones with their reason. They are kept for 30 days, also where the schedule has ended.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/schedules/{scheduleId}/fires', status: 200 },
  params: schedulePath,
  query: z.strictObject(page),
  output: pageOf(fire),
  errors: ['not-found'],
});

export const backfillSchedule = defineOperation({
  service: 'workflows',
  name: 'backfillSchedule',
  summary: 'Start a workflow for past instants of its schedule.',
  description:
    'Those from `from` up to and without `to` that have not fired in any version of the workflow, at most 1,000 of them: of the last 30 days, and of before it had a schedule.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/schedules/{scheduleId}/backfill', status: 200 },
  params: schedulePath,
  body: z.strictObject({ from: moment, to: moment }),
  output: z.object({ fired: z.number().meta({ description: 'Executions that begin.' }) }),
  errors: ['not-found', 'unprocessable'],
  deadlineMs: 30_000,
});
