import { newId } from '@mesh/contracts/id';
import { WITHOUT_DATA } from '@mesh/outbox/event/own-attributes';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetHeard } from '../../src/event/event-store.ts';
import { publishEvents } from '../../src/event/publish-events.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

let saved = 0;
/** A type that no other test uses. */
const newType = () => `com.example.t${++saved}`;
/** A document of its own, so that no test meets the workflow of another. */
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: events-${++saved},`));
const listening = (id: string) => room.standing(id, ({ status, worker }) => status === 'waiting' && worker === null);
const count = async (table: string, owner: string) =>
  (await room.sql(sql`select 1 from ${sql.table(table)} where owner = ${owner}`)).length;

/** The event of this type has been held against all who listen. */
const matched = (type: string) =>
  eventually(async () => {
    const [row] = await room.sql(sql<{ matched: boolean }>`select matched from heard_event where type = ${type}`);
    expect(row?.matched).toBe(true);
  });

/** The type of an event that has come, and that nobody listened for. */
async function sentAlready(data: unknown): Promise<string> {
  const type = newType();
  await room.send({ type, data });
  await matched(type);
  return type;
}

test('an event reaches the task that waits for it, which leaves memory meanwhile, and nothing is left behind', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  const type = newType();
  const id = await room.start(worker, await save(`  - hear: {listen: {to: {one: {with: {type: ${type}}}}}}`));
  await listening(id);
  expect(worker.engine.holds(id)).toBe(false);
  await room.send({ type, data: { paid: true } }, undefined, () => hearing.ring());
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: [{ paid: true }] });
  expect([await count('listener', id), await count('overheard', id)]).toEqual([0, 0]);
});

test('an event that comes before its listener still reaches it, and the next listener of the same execution has it no more', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = await sentAlready(1);
  const hear = `{listen: {to: {one: {with: {type: ${type}}}}}, output: {as: '{ all: (($context // []) + .) }'}, export: {as: .all}}`;
  const id = await room.start(worker, await save(`  - first: ${hear}\n  - second: ${hear}`));
  await eventually(async () => {
    const heard = (await room.journal(id)).filter(({ type: entry }) => entry === 'event.heard');
    expect(heard.map(({ task }) => task)).toEqual(['/do/0/first']);
  });
  await listening(id);
  await room.send({ type, data: 2 });
  expect(await room.ended(id)).toMatchObject({ output: { all: [1, 2] } });
});

test('an event that comes before several who listen side by side reaches all of them', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = await sentAlready(1);
  const hear = `{listen: {to: {one: {with: {type: ${type}}}}}}`;
  const id = await room.start(worker, await save(`  - both: {fork: {branches: [{one: ${hear}}, {other: ${hear}}]}}`));
  expect(await room.ended(id)).toMatchObject({ output: [[1], [1]] });
});

test('an event older than ten minutes is too old', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = await sentAlready('old');
  await room.sql(sql`update heard_event set heard_at = now() - interval '11 minutes' where type = ${type}`);
  const id = await room.start(worker, await save(`  - hear: {listen: {to: {one: {with: {type: ${type}}}}}}`));
  await eventually(async () =>
    expect(await room.sql(sql`select 1 from listener where owner = ${id} and caught_up`)).toHaveLength(1),
  );
  await room.send({ type, data: 'new' });
  expect(await room.ended(id)).toMatchObject({ output: ['new'] });
});

test('an event of another workspace never matches, before or after', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const other = newId('ws');
  await room.send({ type, data: 'theirs, before' }, other);
  await matched(type);
  const id = await room.start(worker, await save(`  - hear: {listen: {to: {one: {with: {type: ${type}}}}}}`));
  await listening(id);
  await room.send({ type, data: 'theirs' }, other);
  await room.send({ type, data: 'mine' });
  expect(await room.ended(id)).toMatchObject({ output: ['mine'] });
});

test('an event counts once, however often it is sent', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const id = await room.start(
    worker,
    await save(`  - hear: {listen: {to: {any: [{with: {type: ${type}}}], until: "length == 2"}}}`),
  );
  await listening(id);
  const first = { type, id: 'first', source: 'https://b.example', data: 1 };
  expect(await room.send(first)).toEqual({ id: 'first' });
  expect(await room.send({ ...first, data: 'again' })).toEqual({ id: 'first' });
  await room.send({ ...first, id: 'second', data: 2 });
  expect(await room.ended(id)).toMatchObject({ output: [1, 2] });
  const told = await room.sql(sql<{ event_id: string }>`select event_id as "eventId" from outbox where type = ${type}`);
  expect(told).toHaveLength(2);
});

test('bytes and the type of data are told as they were sent, and heard so', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const bytes = { datacontenttype: 'image/png', data_base64: 'AP+A' };
  const text = { datacontenttype: 'text/csv', data: 'a,b' };
  const until = `{any: [{with: {type: ${type}}}], until: length == 2}`;
  const id = await room.start(worker, await save(`  - hear: {listen: {to: ${until}, read: envelope}}`));
  await listening(id);
  await room.send({ type, ...bytes });
  await room.send({ type, ...text });
  expect(await room.ended(id)).toMatchObject({ output: [bytes, text] });
  const told = sql`select data, attributes from outbox where type = ${type} order by position`;
  expect(await room.sql(told)).toEqual([
    { data: 'AP+A', attributes: { datacontenttype: 'image/png', data_base64: true } },
    { data: 'a,b', attributes: { datacontenttype: 'text/csv' } },
  ]);
});

test('data that are null are told and heard as null, and where none were sent there are none', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const until = `{any: [{with: {type: ${type}}}], until: length == 2}`;
  const id = await room.start(worker, await save(`  - hear: {listen: {to: ${until}, read: envelope}}`));
  await listening(id);
  await room.send({ type, data: null });
  await room.send({ type });
  const { output } = await room.ended(id);
  expect((output as object[]).map((event) => 'data' in event)).toEqual([true, false]);
  const told = sql`select data, attributes from outbox where type = ${type} order by position`;
  expect(await room.sql(told)).toEqual([
    { data: null, attributes: {} },
    { data: null, attributes: { [WITHOUT_DATA]: true } },
  ]);
});

test('what was sent and not kept, since its process died before the commit, is not told either', async () => {
  const dying: typeof room.db = {
    ...room.db,
    inWorkspace: (workspaceId, work) => {
      dying.inWorkspace = room.db.inWorkspace; // others that it might begin would live on
      return room.db.inWorkspace(workspaceId, async (trx) => {
        await work(trx);
        throw new Error('died');
      });
    },
  };
  const type = newType();
  const text = JSON.stringify({ specversion: '1.0', id: newId('evt'), source: '/test', type });
  const body = { contentType: 'application/cloudevents+json' as const, text };
  const sending = asking(publishEvents({ db: dying, onHeard: () => {} }), room.workspaceId, { body });
  await expect(sending).rejects.toThrow('died');
  expect(await room.sql(sql`select 1 from outbox where type = ${type}`)).toEqual([]);
});

test('what a workflow emits is heard by others, and by itself', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const about = await save(`  - hear: {listen: {to: {one: {with: {type: ${type}, subject: seven}}}, read: envelope}}`);
  const listener = await room.start(worker, about);
  await listening(listener);
  const emit = `{emit: {event: {with: {source: https://a.example, type: ${type}, subject: seven, data: {n: 7}}}}}`;
  const self = await room.start(
    worker,
    await save(`  - tell: ${emit}\n  - hear: {listen: {to: {one: {with: {type: ${type}}}}}}`),
  );
  expect(await room.ended(listener)).toMatchObject({
    output: [{ specversion: '1.0', subject: 'seven', data: { n: 7 } }],
  });
  expect(await room.ended(self)).toMatchObject({ output: [{ n: 7 }] });
});

test('what the mesh tells of executions is heard by who listens to it', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = 'mesh.workflows.execution.completed.v1';
  const filter = `{with: {type: ${type}, data: "\${ .output.mark == 42 }"}}`;
  const id = await room.start(worker, await save(`  - hear: {listen: {to: {one: ${filter}}}}`));
  await listening(id);
  const other = await room.start(worker, await save('  - mark: {set: {mark: 42}}'));
  expect(await room.ended(id)).toMatchObject({ output: [{ executionId: other }] });
});

test('foreach works off a queue of events that outlives the process', async () => {
  const first = room.work(() => new Promise(() => {}), 'here');
  await using hearing = room.hear(first);
  const type = newType();
  const id = await room.start(
    first,
    await save(`
  - hear:
      listen: {to: {any: [{with: {type: ${type}}}], until: length == 3}}
      foreach:
        do:
          - ask: {call: http, with: {method: post, endpoint: https://a.example, body: '\${ $item }'}}`),
  );
  await listening(id);
  for (const data of [1, 2, 3]) await room.send({ type, data }, undefined, () => hearing.ring());
  await room.standing(id, ({ status }) => status === 'running');
  await using _second = room.work(({ arguments: asked }) => (asked as { body: number }).body * 10, 'here');
  expect(await room.ended(id)).toMatchObject({ output: [10, 20, 30] });
  await first[Symbol.asyncDispose]();
});

test('a timeout ends the listening, and its rows', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const id = await room.start(
    worker,
    await save(`  - hear: {listen: {to: {one: {with: {type: ${newType()}}}}}, timeout: {after: {milliseconds: 400}}}`),
  );
  expect(await room.ended(id)).toMatchObject({ status: 'faulted', error: { status: 408 } });
  expect(await count('listener', id)).toBe(0);
});

test('an event is forgotten after its retention, unless somebody waits still who was reached by it', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  const [type, other] = [newType(), newType()];
  const hear = (of: string) => save(`  - hear: {listen: {to: {one: {with: {type: ${of}}}}}}`);
  const [waits, ended] = [await room.start(worker, await hear(type)), await room.start(worker, await hear(other))];
  for (const id of [waits, ended]) await listening(id);
  await room.send({ type: other }, undefined, () => hearing.ring());
  await room.ended(ended);
  await worker[Symbol.asyncDispose]();
  await room.send({ type }, undefined, () => hearing.ring());
  await eventually(async () => expect(await count('overheard', waits)).toBe(1));
  // the other one ended by itself while the event was held against it
  await room.sql(sql`insert into overheard (owner, frame, place, workspace_id, early)
    select ${ended}, 1, position, workspace_id, false from heard_event where type = ${other}`);

  await room.sql(sql`update heard_event set heard_at = now() - interval '26 hours'`);
  for (const _ of [1, 2]) await room.db.asSystem(forgetHeard);
  expect([await count('overheard', waits), await count('overheard', ended)]).toEqual([1, 0]);
  const left = await room.sql(sql<{ type: string }>`select type from heard_event where type in (${type}, ${other})`);
  expect(left.map((event) => event.type)).toEqual([type]);
});

test('of 10,000 that wait with a correlation each, an event wakes the one that it is for', async () => {
  await using worker = room.work(() => null);
  await using _hearing = room.hear(worker);
  const type = newType();
  const about = await save(
    `  - hear: {listen: {to: {one: {with: {type: ${type}}, correlate: {order: {from: .data.order, expect: "\${ $input.order }"}}}}}}`,
  );
  const ids: string[] = [];
  for (let order = 0; order < 10_000; order += 500)
    ids.push(
      ...(await Promise.all(Array.from({ length: 500 }, (_, at) => room.start(worker, about, { order: order + at })))),
    );
  await eventually(async () => {
    const [row] = await room.sql(sql<{ n: number }>`
      select count(*)::int as n from listener where workflow_id = ${about.workflowId} and caught_up`);
    expect(row?.n).toBe(10_000);
  });
  expect(worker.engine.size).toBe(0);
  const [called, uncalled] = [ids[4_321] ?? '', ids[4_322] ?? ''];
  await room.send({ type, data: { order: 4_321, paid: true } });
  expect(await room.ended(called)).toMatchObject({ output: [{ order: 4_321, paid: true }] });
  expect(await room.row(uncalled)).toMatchObject({ status: 'waiting' });
  expect(
    await room.sql(sql`select 1 from execution where workflow_id = ${about.workflowId} and ended_at is not null`),
  ).toHaveLength(1);
});
