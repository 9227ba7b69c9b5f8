import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { listSchedules } from '../../src/schedule/list-schedules.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The clock of this process alone is an hour ahead. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS }));
afterEach(() => void vi.useRealTimers());
const trueTime = () => Date.now() - HOUR_MS;

test('a process whose clock is an hour ahead begins nothing before its time', async () => {
  await using room = await Room.open();
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const about = { ...(await room.save(tasks('  - one: {set: {a: 1}}'))), id: newId('exe') };
  const plan = await planCache(room.db)(room.workspaceId, about.workflowId);
  const startAt = new Date(trueTime() + MINUTE_MS);
  expect(await launcher({ db: room.db, worker }).launch({ about, plan, input: {}, startAt })).toMatchObject({
    isPending: true,
  });
});

test('what such a process works on bears the times of the database, and waits by them', async () => {
  await using room = await Room.open();
  await using worker = room.work(() => null);
  const id = await room.start(worker, await room.save(tasks('  - rest: {wait: {milliseconds: 200}}')));
  const { startedAt, endedAt } = await room.ended(id);
  for (const at of [startedAt, endedAt]) expect(Math.abs((at?.getTime() ?? 0) - trueTime())).toBeLessThan(MINUTE_MS);
});

test('what such a process cannot take up now is looked at again in seconds', async () => {
  await using room = await Room.open();
  const [id, workflowId] = [newId('exe'), newId('wf')];
  await room.sql(sql`
    insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, started_at, status, wake_at)
    values (${id}, ${room.workspaceId}, ${workflowId}, 'test', 'gone', '1.0.0', '{}', '{}', now(), 'running', now())`);
  await using _worker = room.work(() => null);
  const { wakeAt } = await room.standing(id, ({ wakeAt: at }) => (at?.getTime() ?? 0) > trueTime() + 1_000);
  expect(wakeAt?.getTime()).toBeLessThan(trueTime() + MINUTE_MS);
});

test('a schedule that such a process saves counts from when it was saved', async () => {
  await using room = await Room.open();
  const document = tasks('  - one: {set: {a: 1}}').replace('do:', 'schedule: {every: PT1H}\ndo:');
  const { workflowId } = await room.save(document);
  const { items } = await asking(listSchedules(room.db), room.workspaceId, { query: { workflow: workflowId } });
  const inMs = Date.parse(items[0]?.nextAt ?? '') - trueTime();
  expect(inMs).toBeGreaterThan(HOUR_MS - MINUTE_MS);
  expect(inMs).toBeLessThan(HOUR_MS + MINUTE_MS);
});
