import type { MeshError } from '@mesh/contracts/mesh-error';
import { scheduleEtag } from '@mesh/contracts/schedules';
import { openLog } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askedText } from '../../src/execution/asked.ts';
import { backfillSchedule } from '../../src/schedule/backfill-schedule.ts';
import { whatIsDue } from '../../src/schedule/due-store.ts';
import { fireDue } from '../../src/schedule/fire-due.ts';
import { getSchedule } from '../../src/schedule/get-schedule.ts';
import { listFires } from '../../src/schedule/list-fires.ts';
import { listSchedules } from '../../src/schedule/list-schedules.ts';
import { startScheduler } from '../../src/schedule/start-scheduler.ts';
import { updateSchedule } from '../../src/schedule/update-schedule.ts';
import { deleteWorkflow } from '../../src/workflow/delete-workflow.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());
/** What a test of other times has left is not worked on in the next one. */
afterEach(async () => {
  await room.sql(sql`update schedule set ended_at = now() where ended_at is null`);
  await room.sql(sql`delete from queued_execution`);
});

const hoursAgo = (hours: number) => new Date(Math.floor(Date.now() / 1_000) * 1_000 - hours * 3_600_000);

let saved = 0;
function document(
  schedule: string,
  metadata = '{}',
  tasks = '{mark: {set: {done: true}}}',
  name = `s-${++saved}`,
  version = '1.0.0',
) {
  return `document: {dsl: 1.0.0, namespace: test, name: ${name}, version: ${version}, metadata: ${metadata}}
schedule: ${schedule}
do: [${tasks}]`;
}
/** The only schedule of a workflow. */
const scheduleOf = async (workflowId: string) => {
  const { items } = await asking(listSchedules(room.db), room.workspaceId, { query: { workflow: workflowId } });
  expect(items).toHaveLength(1);
  return items[0] ?? expect.fail();
};
const fires = async (scheduleId: string) =>
  (await asking(listFires(room.db), room.workspaceId, { params: { scheduleId }, query: { limit: 100 } })).items;
const scheduler = (onFired = () => {}) =>
  startScheduler({ db: room.db, payloads: room.payloads, onFired, log: openLog('test', 'error') });
const at = async (scheduleId: string, createdAt: string, nextAt: string) => {
  await room.sql(sql`update schedule set created_at = ${createdAt}::timestamptz, next_at = ${nextAt}::timestamptz,
    due_at = ${nextAt}::timestamptz where id = ${scheduleId}`);
};

test('a workflow that is due every second starts, with the rights of whoever saved it', async () => {
  await using worker = room.work(() => null);
  const { workflowId } = await room.save(document('{every: PT1S}'));
  const { id } = await scheduleOf(workflowId);
  await using _scheduler = scheduler(() => worker.queue.bell.ring());
  const executionId = await eventually(async () => (await fires(id))[0]?.executionId ?? expect.fail('not yet'));
  expect(await room.ended(executionId)).toMatchObject({ status: 'completed', output: { done: true }, input: {} });
  const [row] = await room.sql(sql<{ scopes: string[] }>`select scopes from execution where id = ${executionId}`);
  expect(row?.scopes).toContain('executions:write');
  await asking(updateSchedule(room.db), room.workspaceId, { params: { scheduleId: id }, body: { paused: true } });
  await eventually(async () => expect((await fires(id))[0]).toMatchObject({ outcome: 'skipped', reason: 'paused' }));
});

test('what was missed while nobody ran is told, and can be filled in once', async () => {
  const { workflowId } = await room.save(document('{every: PT1H}', '{schedule: {catchUp: PT90M}}'));
  const { id } = await scheduleOf(workflowId);
  const hour = (n: number) => hoursAgo(10 - n).toISOString();
  await at(id, hour(0), hour(1));
  await fireDue(room.db, new Date(hour(5.5)));
  expect((await fires(id)).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
    'fired',
    'fired',
    'missed',
    'missed',
    'missed',
  ]);
  const body = { from: hour(0), to: hour(6) };
  const fill = () => asking(backfillSchedule(room.db), room.workspaceId, { params: { scheduleId: id }, body });
  expect(await fill()).toEqual({ fired: 4 }); // with the instant at the very beginning
  expect(await fill()).toEqual({ fired: 0 });
  expect((await fires(id)).map(({ outcome }) => outcome)).toEqual([
    'fired',
    'fired',
    'fired',
    'fired',
    'fired',
    'fired',
  ]);
});

test('instants are not filled in of which nobody knows any more whether they fired', async () => {
  const { workflowId } = await room.save(document('{every: PT24H}'));
  const { id } = await scheduleOf(workflowId);
  const day = (n: number) => hoursAgo(24 * n).toISOString();
  await at(id, day(40), day(0));
  const fill = (from: number, to: number) =>
    asking(backfillSchedule(room.db), room.workspaceId, {
      params: { scheduleId: id },
      body: { from: day(from), to: day(to) },
    });
  await expect(fill(39, 29)).rejects.toMatchObject({ code: 'unprocessable' });
  expect(await fill(29, 27)).toEqual({ fired: 2 });
  expect(await fill(43, 40), 'of before it was made').toEqual({ fired: 3 });
});

test('an instant that another version has fired is not filled in by a newer one', async () => {
  const name = `s-${++saved}`;
  const version = (number: string) =>
    room.save(document('{cron: "0 * * * *"}', '{schedule: {catchUp: PT1M}}', undefined, name, number));
  const hour = (n: number) => {
    const moment = hoursAgo(10 - n);
    moment.setUTCMinutes(0, 0, 0);
    return moment.toISOString();
  };
  const older = await scheduleOf((await version('1.0.0')).workflowId);
  await at(older.id, hour(0), hour(1));
  await fireDue(room.db, new Date(hour(1)));
  await fireDue(room.db, new Date(Date.parse(hour(2)) + 120_000)); // missed
  const newer = await scheduleOf((await version('1.1.0')).workflowId);
  const fill = (from: string, to: string) =>
    asking(backfillSchedule(room.db), room.workspaceId, { params: { scheduleId: newer.id }, body: { from, to } });
  expect(await fill(hour(0), hour(4))).toEqual({ fired: 3 });
  expect((await fires(newer.id)).map(({ scheduledAt }) => scheduledAt)).toEqual([hour(3), hour(2), hour(0)]);
  expect(await fill(hour(1), hour(1)), 'where there are none').toEqual({ fired: 0 });

  await room.sql(sql`update schedule set created_at = now() - interval '40 days' where id = ${older.id}`);
  const day = (n: number) => hoursAgo(24 * n).toISOString();
  await expect(fill(day(35), day(34)), 'the older one may have fired then').rejects.toMatchObject({
    code: 'unprocessable',
  });
});

test('many instants are filled in a portion at a time, once by whoever asks at the same moment', async () => {
  const { workflowId } = await room.save(document('{every: PT1M}', '{schedule: {catchUp: PT2M}}'));
  const { id } = await scheduleOf(workflowId);
  let goes = 0;
  const db: typeof room.db = {
    ...room.db,
    asSystem(work) {
      goes += 1;
      return room.db.asSystem(work);
    },
  };
  const body = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' };
  const handler = backfillSchedule(db);
  const fill = () => asking(handler, room.workspaceId, { params: { scheduleId: id }, body });
  const filled = await Promise.all([fill(), fill()]);
  expect(filled.reduce((sum, { fired }) => sum + fired, 0)).toBe(120);
  expect(goes, 'a look at the time and three portions, for each').toBe(8);
});

test('where starts may not overlap, an instant is left out while the last execution runs, or cancels it', async () => {
  const hour = (n: number) => new Date(Date.UTC(2026, 0, 1, n, 0, 1));
  for (const [overlap, reasons] of [
    ['skip', ['overlap', 'fired']],
    ['cancel', ['fired', 'fired']],
  ] as const) {
    const { workflowId } = await room.save(document('{every: PT1H}', `{schedule: {overlap: ${overlap}}}`));
    const { id } = await scheduleOf(workflowId);
    await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z');
    await fireDue(room.db, hour(1));
    await fireDue(room.db, hour(2));
    const told = await fires(id);
    expect(told.map(({ outcome, reason }) => reason ?? outcome)).toEqual(reasons);
    const first = told.at(-1)?.executionId ?? '';
    const [row] = await room.sql(sql<{ asked: string | null }>`select asked from execution where id = ${first}`);
    expect(row?.asked ?? null).toBe(overlap === 'cancel' ? askedText({ kind: 'cancelled', by: id }) : null);
  }
});

test('of instants that are caught up together, each cancels the one before where starts may not overlap', async () => {
  const { workflowId } = await room.save(document('{every: PT1H}', '{schedule: {overlap: cancel, catchUp: PT24H}}'));
  const { id } = await scheduleOf(workflowId);
  await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z');
  await fireDue(room.db, new Date('2026-01-01T03:30:00Z'));
  const begun = (await fires(id)).map(({ executionId }) => executionId);
  expect(begun).toHaveLength(3);
  const rows = await room.sql(sql<{ id: string; asked: string | null }>`
    select id, asked from execution where workflow_id = ${workflowId}`);
  const cancelled = askedText({ kind: 'cancelled', by: id });
  expect(begun.map((one) => rows.find((row) => row.id === one)?.asked)).toEqual([null, cancelled, cancelled]);
});

/** When executions began and ended, in the order in which they began. */
const spans = (ids: readonly string[]) =>
  room.sql(sql<{ id: string; from: Date; to: Date }>`
    select e.id, min(j.at) as from, max(j.at) as to from execution e join journal j on j.execution_id = e.id
    where e.id = any(${ids}) group by e.id order by min(j.at)`);

test('starts of one key run one at a time in the order of their instants, through all versions', async () => {
  const name = `s-${++saved}`;
  const options = '{concurrencyKey: nightly, schedule: {catchUp: PT24H}}';
  const save = (version: string) =>
    room.save(document('{every: PT1H}', options, '{rest: {wait: {milliseconds: 50}}}', name, version));
  const { id } = await scheduleOf((await save('1.0.0')).workflowId);
  await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z');
  await fireDue(room.db, new Date('2026-01-01T03:30:00Z'));
  const newer = await scheduleOf((await save('1.1.0')).workflowId);
  expect(newer).toMatchObject({ concurrencyKey: 'nightly' });
  await at(newer.id, '2026-01-01T00:00:00Z', '2026-01-01T04:00:00Z');
  await fireDue(room.db, new Date('2026-01-01T05:30:00Z'));
  const fired = [...(await fires(newer.id)), ...(await fires(id))];
  const begun = fired.map(({ executionId }) => executionId ?? '').reverse();
  await using _worker = room.work(() => null);
  for (const one of begun) expect(await room.ended(one)).toMatchObject({ status: 'completed' });
  const rows = await spans(begun);
  expect(rows.map((row) => row.id)).toEqual(begun);
  expect(rows).toHaveLength(5);
  for (const [place, { from }] of rows.entries()) expect(from >= (rows[place - 1]?.to ?? from)).toBe(true);
});

test('events start executions that wait for those of their key, which may be what the events carry', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  const key = '"${ .[0].data.customer }"';
  const about = await room.save(
    document('{on: {one: {with: {type: keyed}}}}', `{concurrencyKey: ${key}}`, '{rest: {wait: {milliseconds: 300}}}'),
  );
  const { id } = await scheduleOf(about.workflowId);
  await using _scheduler = scheduler(() => worker.queue.bell.ring());
  for (const customer of ['a', 'b', 'a', { c: 1 }, undefined]) {
    await room.send({ type: 'keyed', data: { customer } }, undefined, () => hearing.ring());
  }
  await eventually(async () => expect(await fires(id)).toHaveLength(5));
  const begun = (await fires(id)).map(({ executionId }) => executionId ?? '');
  for (const one of begun) await room.ended(one);
  const keys = await room.sql(sql<{ id: string; key: string }>`
    select id, split_part(concurrency_key, ' ', 3) as key from execution where id = any(${begun})`);
  expect(keys.map((row) => row.key).sort()).toEqual(['a', 'a', 'b', 'null', '{"c":1}']);
  const ofA = new Set(keys.filter((row) => row.key === 'a').map((row) => row.id));
  const [first, second] = (await spans(begun)).filter((row) => ofA.has(row.id));
  expect((second?.from ?? 0) >= (first?.to ?? 1)).toBe(true);
});

test('what starts again after each end waits for that end', async () => {
  await using worker = room.work(() => null);
  const tasks = '{rest: {wait: {milliseconds: 200}}}';
  const { workflowId } = await room.save(document('{after: {milliseconds: 100}}', '{}', tasks));
  await using _scheduler = scheduler(() => worker.queue.bell.ring());
  const { id } = await scheduleOf(workflowId);
  await eventually(async () => expect((await fires(id)).length).toBeGreaterThanOrEqual(3));
  await asking(updateSchedule(room.db), room.workspaceId, { params: { scheduleId: id }, body: { paused: true } });
  const rows = await room.sql(sql<{ startedAt: Date; endedAt: Date | null }>`
    select started_at as "startedAt", ended_at as "endedAt" from execution where workflow_id = ${workflowId} order by id`);
  for (const [place, { startedAt }] of rows.slice(1).entries())
    expect(startedAt.getTime() - (rows[place]?.endedAt?.getTime() ?? Number.NaN)).toBeGreaterThanOrEqual(100);
});

test('what starts again after each end goes on where the last one was erased', async () => {
  const { workflowId } = await room.save(document('{after: PT0S}'));
  const { id } = await scheduleOf(workflowId);
  const fire = () => fireDue(room.db, new Date(Date.now() + 60_000));
  await fire();
  await fire();
  expect(await fires(id), 'while it goes on').toHaveLength(1);
  await room.sql(sql`delete from execution where workflow_id = ${workflowId}`);
  expect((await whatIsDue(room.db)).due).toBe(true);
  await fire();
  expect(await fires(id)).toHaveLength(2);
});

test.each(['x', '2026', '2026-01-01T00:00:00.000Z', '-271821-04-20T00:00:00.000Z~', '2026-01-01T00:00:00.000Z~a~b'])(
  '%s is no cursor of fires',
  async (cursor) => {
    const { workflowId } = await room.save(document('{every: PT1H}'));
    const question = { params: { scheduleId: (await scheduleOf(workflowId)).id }, query: { cursor } };
    await expect(asking(listFires(room.db), room.workspaceId, question)).rejects.toMatchObject({ code: 'invalid' });
  },
);

test('what starts again a while after each end is later by its jitter, and by no more', async () => {
  const { workflowId } = await room.save(document('{after: PT1H}', '{schedule: {jitter: PT10M, catchUp: PT1H}}'));
  const { id } = await scheduleOf(workflowId);
  await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'); // as the end of the last one wakes it
  await fireDue(room.db, new Date('2026-01-01T01:00:00Z'));
  expect(await scheduleOf(workflowId)).toMatchObject({ nextAt: '2026-01-01T01:00:00.000Z' });
  await fireDue(room.db, new Date('2026-01-01T01:10:00Z'));
  expect(await fires(id)).toMatchObject([{ scheduledAt: '2026-01-01T01:00:00.000Z', outcome: 'fired' }]);
});

test('what starts again at once after each end is left out no more than once a second', async () => {
  const { workflowId } = await room.save(document('{after: PT0S}'));
  const { id } = await scheduleOf(workflowId);
  await asking(updateSchedule(room.db), room.workspaceId, { params: { scheduleId: id }, body: { paused: true } });
  await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z');
  for (const second of [0, 0.1, 0.9, 1, 1.5, 2])
    await fireDue(room.db, new Date(Date.UTC(2026, 0, 1, 1) + second * 1_000));
  expect((await fires(id)).map(({ scheduledAt, reason }) => `${scheduledAt} ${reason}`)).toEqual([
    '2026-01-01T01:00:02.000Z paused',
    '2026-01-01T01:00:01.000Z paused',
    '2026-01-01T01:00:00.000Z paused',
  ]);
});

test('events start a workflow, each once, with what was consumed as its input', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  await using _scheduler = scheduler(() => worker.queue.bell.ring());
  const send = (event: object) => room.send(event, undefined, () => hearing.ring());
  await send({ type: 'pair.a', data: { pair: 0 } }); // matched before it was saved
  await eventually(async () => expect(await room.sql(sql`select 1 from heard_event where not matched`)).toEqual([]));
  const filter = (type: string) => `{with: {type: ${type}}, correlate: {pair: {from: .data.pair}}}`;
  const tasks = "{show: {set: {pairs: '${ [$workflow.input[].data.pair] }'}}}";
  const about = await room.save(document(`{on: {all: [${filter('pair.a')}, ${filter('pair.b')}]}}`, '{}', tasks));
  const { id } = await scheduleOf(about.workflowId);
  const twice = { id: 'same', source: 'https://b.example', type: 'pair.a', data: { pair: 1 } };
  await send(twice);
  await send(twice);
  await send({ type: 'pair.b', data: { pair: 2 } });
  await send({ type: 'pair.b', data: { pair: 1 } });
  const executionId = await eventually(async () => (await fires(id))[0]?.executionId ?? expect.fail('not yet'));
  expect(await room.ended(executionId)).toMatchObject({ output: { pairs: [1, 1] } });
  for (const type of ['pair.b', 'pair.a']) await send({ type, data: { pair: 3 } });
  await eventually(async () => expect(await fires(id)).toHaveLength(2));
  await send({ type: 'pair.a', data: { pair: 2 } }); // its other half came while those of 1 were gathered
  await eventually(async () => expect(await fires(id)).toHaveLength(3));
});

test.each([
  ['data', [{ n: 1 }, { n: 2 }]],
  ['raw', ['{"n":1}', '{"n":2}']],
])('events that start a workflow are read as it says: %s', async (read, input) => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  await using _scheduler = scheduler(() => worker.queue.bell.ring());
  const filters = `[{with: {type: ${read}.a}}, {with: {type: ${read}.b}}]`;
  const about = await room.save(
    document(`{on: {all: ${filters}}, read: ${read}}`, '{}', '{show: {set: "${ {seen: .} }"}}'),
  );
  const { id } = await scheduleOf(about.workflowId);
  for (const [type, n] of [
    ['a', 1],
    ['b', 2],
  ])
    await room.send({ type: `${read}.${type}`, data: { n } }, undefined, () => hearing.ring());
  const executionId = await eventually(async () => (await fires(id))[0]?.executionId ?? expect.fail('not yet'));
  expect(await room.ended(executionId)).toMatchObject({ output: { seen: input } });
});

test('a newer version takes the place of the schedule, and an archived one has none', async () => {
  const first = await room.save(document('{every: PT1H}', '{}', undefined, 'versions'));
  const second = await room.save(
    document('{cron: "0 0 * * *"}', '{timezone: Asia/Tokyo}', undefined, 'versions', '1.1.0'),
  );
  expect(
    (await asking(listSchedules(room.db), room.workspaceId, { query: { workflow: first.workflowId } })).items,
  ).toEqual([]);
  expect(await scheduleOf(second.workflowId)).toMatchObject({ kind: 'cron', timezone: 'Asia/Tokyo', overlap: 'allow' });
  await asking(deleteWorkflow(room.db), room.workspaceId, { params: { workflowId: second.workflowId } });
  expect(
    (await asking(listSchedules(room.db), room.workspaceId, { query: { workflow: second.workflowId } })).items,
  ).toEqual([]);
});

test('a newer version starts nothing beside the last run of the one before, where starts may not overlap', async () => {
  const name = `s-${++saved}`;
  const version = (number: string) =>
    room.save(document('{every: PT1H}', '{schedule: {overlap: skip}}', undefined, name, number));
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000 + 1_000);
  const older = await scheduleOf((await version('1.0.0')).workflowId);
  await fireDue(room.db, later(1));
  expect((await fires(older.id)).map(({ outcome }) => outcome)).toEqual(['fired']);
  const newer = await scheduleOf((await version('1.1.0')).workflowId);
  await fireDue(room.db, later(1.1));
  expect((await fires(newer.id)).map(({ reason }) => reason)).toEqual(['overlap']);
  await room.sql(sql`update execution set ended_at = now() where name = ${name}`);
  await fireDue(room.db, later(2.1));
  expect((await fires(newer.id)).map(({ outcome, reason }) => reason ?? outcome)).toEqual(['fired', 'overlap']);
});

test('an instant that is due, but for its jitter, is not lost where a newer version has the same cron', async () => {
  const name = `s-${++saved}`;
  const daily = (inHours: number) => `0 ${hoursAgo(-inHours).getUTCHours()} * * *`; // none in the hour that has passed since what is due
  const version = (number: string, cron = daily(12)) =>
    room.save(document(`{cron: "${cron}"}`, '{schedule: {jitter: PT10H}}', undefined, name, number));
  const older = await scheduleOf((await version('1.0.0')).workflowId);
  const due = hoursAgo(1).toISOString();
  const jittered = async (id: string) => {
    await room.sql(sql`update schedule set next_at = ${due}, due_at = now() + interval '9 hours' where id = ${id}`);
  };
  await jittered(older.id);
  const newer = await scheduleOf((await version('1.1.0')).workflowId);
  expect(newer.nextAt).toBe(due);
  await room.sql(sql`insert into schedule_tick (schedule_id, scheduled_at, workspace_id, at, outcome)
    values (${newer.id}, ${due}, ${room.workspaceId}, now(), 'fired')`); // as it is once it was filled in
  const filled = await scheduleOf((await version('1.1.1')).workflowId);
  expect(Date.parse(filled.nextAt ?? '')).toBeGreaterThan(Date.now());

  await jittered(filled.id);
  const newest = await scheduleOf((await version('1.2.0', daily(13))).workflowId);
  expect(Date.parse(newest.nextAt ?? '')).toBeGreaterThan(Date.now());

  await jittered(newest.id);
  await asking(updateSchedule(room.db), room.workspaceId, {
    params: { scheduleId: newest.id },
    body: { paused: true },
  });
  const last = await scheduleOf((await version('1.3.0', daily(13))).workflowId);
  expect(Date.parse(last.nextAt ?? ''), 'it was paused').toBeGreaterThan(Date.now());
});

test('of versions that are saved at the same moment one alone has a schedule', async () => {
  const name = `s-${++saved}`;
  const numbers = Array.from({ length: 8 }, (_, n) => `1.${n}.0`);
  await Promise.all(numbers.map((number) => room.save(document('{every: PT1H}', '{}', undefined, name, number))));
  const active = await room.sql(sql`select 1 from schedule where name = ${name} and ended_at is null`);
  expect(active).toHaveLength(1);
});

test('what became of the instants of a schedule is told after its end', async () => {
  const { workflowId } = await room.save(document('{every: PT1H}'));
  const { id } = await scheduleOf(workflowId);
  await at(id, '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z');
  await fireDue(room.db, new Date('2026-01-01T01:00:01Z'));
  await asking(deleteWorkflow(room.db), room.workspaceId, { params: { workflowId } });
  expect(await fires(id)).toMatchObject([{ outcome: 'fired' }]);
});

test('a schedule is paused by whoever knows it as it is, and by nobody who knows it as it was', async () => {
  const { workflowId } = await room.save(document('{every: PT1H}'));
  const { id } = await scheduleOf(workflowId);
  const params = { scheduleId: id };
  const read = () => asking(getSchedule(room.db), room.workspaceId, { params });
  const pause = (paused: boolean, expected: string) =>
    asking(updateSchedule(room.db), room.workspaceId, { params, body: { paused }, headers: { 'if-match': expected } });
  const known = scheduleEtag(await read());
  expect(await pause(true, known)).toEqual(await read());
  await expect(pause(false, known)).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(await read()).toMatchObject({ id, paused: true });
  expect(scheduleEtag(await pause(false, scheduleEtag(await read())))).toBe(known);
});

test('a schedule of another workspace is none', async () => {
  const { workflowId } = await room.save(document('{every: PT1H}'));
  const { id } = await scheduleOf(workflowId);
  const other = 'ws_01h455vb4pex5vsknk084sn02q';
  const params = { scheduleId: id };
  const past = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  for (const attempt of [
    () => asking(getSchedule(room.db), other, { params }),
    () => asking(updateSchedule(room.db), other, { params, body: { paused: true } }),
    () => asking(listFires(room.db), other, { params }),
    () => asking(backfillSchedule(room.db), other, { params, body: past }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
  expect((await asking(listSchedules(room.db), other, {})).items).toEqual([]);
});

test.each([
  ['{every: PT0.1S}', '{}', '/schedule/every'],
  ['{every: PT1H}', '{timezone: Mars/Olympus}', '/document/metadata/timezone'],
  ['{every: PT1H}', '{schedule: {overlap: never}}', '/document/metadata/schedule/overlap'],
  ['{every: PT1H}', '{schedule: {jitter: soon}}', '/document/metadata/schedule/jitter'],
  ['{cron: "* * * * * *"}', '{}', '/schedule/cron'],
])('%s with %s is refused', async (schedule, metadata, pointer) => {
  const errors = await room.save(document(schedule, metadata)).then(
    () => [],
    (error: MeshError) => error.errors ?? [],
  );
  expect(errors.map((one) => one.pointer)).toEqual([pointer]);
});
