import { newId } from '@mesh/contracts/id';
import { scopes } from '@mesh/contracts/scope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backfillSchedule } from '../../src/schedule/backfill-schedule.ts';
import { fireDue } from '../../src/schedule/fire-due.ts';
import { listFires } from '../../src/schedule/list-fires.ts';
import { listSchedules } from '../../src/schedule/list-schedules.ts';
import type { ScheduleQuota } from '../../src/schedule/schedule-quota.ts';
import { createWorkflow } from '../../src/workflow/create-workflow.ts';
import { deleteWorkflow } from '../../src/workflow/delete-workflow.ts';

import { asking } from '../asking.ts';
import { Room } from '../room.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

let saved = 0;
/** Saves a workflow with this schedule in a workspace, within a quota. Returns its id. */
async function save(workspaceId: string, schedule: string, quota: ScheduleQuota): Promise<string> {
  const handler = createWorkflow(room.db, { quota });
  const principal = { id: newId('key'), type: 'key', workspaceId, scopes: [...scopes] };
  const text = `document: {dsl: 1.0.0, namespace: test, name: q-${++saved}, version: 1.0.0}
schedule: ${schedule}
do: [{mark: {set: {done: true}}}]`;
  const request = { params: {}, query: {}, headers: {}, body: { text, contentType: 'application/yaml' } };
  const asked = [request, { workspaceId, principal }] as unknown as Parameters<typeof handler>;
  return (await handler(...asked)).id;
}

test('a workspace has so many schedules, and a new version of a workflow or an archived one makes room', async () => {
  const workspaceId = newId('ws');
  const quota = { schedules: 2, startsPerMinute: 1_000 };
  const first = await save(workspaceId, '{every: PT1M}', quota);
  await save(workspaceId, '{every: PT1M}', quota);
  const refused = { code: 'unprocessable', extra: { quota: 'schedules', limit: 2 } };
  await expect(save(workspaceId, '{cron: "0 0 1 1 *"}', quota)).rejects.toMatchObject(refused);
  await save(newId('ws'), '{every: PT1M}', quota);
  await asking(deleteWorkflow(room.db), workspaceId, { params: { workflowId: first } });
  await save(workspaceId, '{cron: "0 0 1 1 *"}', quota);
  await expect(save(workspaceId, '{on: {one: {with: {type: a}}}}', quota)).rejects.toMatchObject(refused);
});

test('the schedules of a workspace start so much in a minute, all together', async () => {
  const workspaceId = newId('ws');
  const quota = { schedules: 100, startsPerMinute: 62 };
  await save(workspaceId, '{every: PT1S}', quota);
  await save(workspaceId, '{cron: "* * * * *"}', quota);
  await save(workspaceId, '{every: PT1M}', quota);
  const refused = { code: 'unprocessable', extra: { quota: 'scheduled-starts-per-minute', limit: 62 } };
  await expect(save(workspaceId, '{every: PT30M}', quota)).rejects.toMatchObject(refused);
  await expect(save(workspaceId, '{after: PT0S}', quota)).rejects.toMatchObject(refused);
  await save(workspaceId, '{on: {one: {with: {type: a}}}}', quota);
});

test('of those that are saved at the same moment no more than fit are taken', async () => {
  const workspaceId = newId('ws');
  const quota = { schedules: 3, startsPerMinute: 1_000 };
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => save(workspaceId, '{every: PT1M}', quota)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('instants are skipped, and none filled in, while the workspace has as much queued as it may', async () => {
  const workspaceId = newId('ws');
  const workflow = await save(workspaceId, '{every: PT1M}', { schedules: 1, startsPerMinute: 1 });
  const [schedule] = (await asking(listSchedules(room.db), workspaceId, { query: { workflow } })).items;
  const params = { scheduleId: schedule?.id ?? '' };
  for (const minutes of [1, 2]) {
    const now = new Date(Date.parse(schedule?.createdAt ?? '') + minutes * 60_000);
    await fireDue(room.db, now, 1);
  }
  const { items } = await asking(listFires(room.db), workspaceId, { params });
  expect(items.map(({ outcome, bound }) => bound ?? outcome)).toEqual(['quota', 'fired']);
  const body = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:02:00Z' };
  await expect(asking(backfillSchedule(room.db, 1), workspaceId, { params, body })).rejects.toMatchObject({
    code: 'unprocessable',
    extra: { quota: 'queued-executions', limit: 1 },
  });
  expect(await asking(backfillSchedule(room.db, 2), workspaceId, { params, body })).toEqual({ fired: 2 });
});

test('a cursor of another list is none of the schedules', async () => {
  await expect(asking(listSchedules(room.db), newId('ws'), { query: { cursor: 'x' } })).rejects.toMatchObject({
    code: 'invalid',
  });
});
