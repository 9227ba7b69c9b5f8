import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startsOf } from '../../src/event/strategies.ts';
import { LARGE_BYTES, MOST_BYTES } from '../../src/payload/size.ts';
import { fireHeard } from '../../src/schedule/fire-heard.ts';
import { listFires } from '../../src/schedule/list-fires.ts';
import { asking } from '../asking.ts';
import { eventually } from '../room.ts';
import { payloadRoom } from './payload-room.ts';

const SECRET = 'a-word-that-nobody-else-writes';

const its = payloadRoom();
const { get, objectsOf } = its;

/** A workflow that two events start: of the types `<name>.a` and `<name>.b`. */
const save = (name: string) =>
  its.room.save(`document: {dsl: 1.0.0, namespace: test, name: ${name}, version: 1.0.0}
schedule: {on: {all: [{with: {type: ${name}.a}}, {with: {type: ${name}.b}}]}}
do: [{count: {set: {lengths: "\${ [.[].data | length] }"}}}]`);
const fire = () =>
  fireHeard({ db: its.room.db, starts: startsOf(its.room.db), payloads: its.kept.payloads, log: silent }, new Date());
const begun = (name: string) =>
  its.room.sql(sql<{ id: string; text: string }>`
    select id, row(e.*)::text as text from execution e where name = ${name}`);

/** Sends events that start what has this name, and waits until they wait for it. */
async function send(name: string, data: string): Promise<void> {
  await using hearing = its.room.hear();
  for (const type of ['a', 'b'])
    await its.room.send({ type: `${name}.${type}`, data }, undefined, () => hearing.ring());
  const waiting = sql`select from overheard o join schedule s on s.id = o.owner where s.name = ${name}`;
  await eventually(async () => expect(await its.room.sql(waiting)).toHaveLength(2));
}

test('events that are large together lie sealed in the bucket, and are the input of what they start', async () => {
  await save('together');
  const data = SECRET.padEnd(LARGE_BYTES * 0.75, 'x');
  await send('together', data);
  await fire();
  const [{ id, text } = { id: '', text: '' }] = await begun('together');
  expect(text).not.toContain(SECRET);
  expect(await objectsOf(id)).toHaveLength(1);
  await using _worker = its.room.work(() => null);
  expect(await its.room.ended(id)).toMatchObject({
    status: 'completed',
    output: { lengths: [data.length, data.length] },
  });
  const { input } = await get(id);
  expect(input).toMatchObject([{ data }, { data }]);
});

test('while the object store is away large events wait, and small ones start what they start', async () => {
  await save('patient');
  await save('prompt');
  await send('patient', 'x'.repeat(LARGE_BYTES));
  await send('prompt', 'x');
  its.kept.store.isAway = true;
  await fire().finally(() => {
    its.kept.store.isAway = false;
  });
  expect([await begun('patient'), await begun('prompt')]).toEqual([[], [expect.anything()]]);
  await fire();
  expect(await begun('patient')).toHaveLength(1);
});

test('events that are larger together than what is kept start nothing, which is told', async () => {
  await save('beyond');
  await send('beyond', 'x');
  await its.room.sql(sql`delete from overheard where place = (select max(place) from overheard)`);
  await fire(); // the first one is collected
  const grown = { data: 'x'.repeat(MOST_BYTES) };
  await its.room.sql(sql`
    update schedule set collected = jsonb_set(collected::jsonb, '{events,0}',
      (collected::jsonb #> '{events,0}') || ${JSON.stringify(grown)}::jsonb)::json
    where name = 'beyond'`);
  await using hearing = its.room.hear();
  await its.room.send({ type: 'beyond.b', data: 'x' }, undefined, () => hearing.ring());
  await eventually(async () => expect(await its.room.sql(sql`select from overheard`)).toHaveLength(1));
  await fire();
  expect(await begun('beyond')).toEqual([]);
  const [schedule] = await its.room.sql(sql<{ id: string; collected: null }>`
    select id, collected from schedule where name = 'beyond'`);
  expect(schedule?.collected).toBeNull();
  const params = { scheduleId: schedule?.id ?? '' };
  const { items } = await asking(listFires(its.room.db), its.room.workspaceId, { params, query: {} });
  expect(items).toEqual([{ scheduledAt: expect.any(String), at: expect.any(String), outcome: 'skipped' }]);
}, 60_000);
