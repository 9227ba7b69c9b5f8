import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Effect } from '../../src/interpreter/frame.ts';
import { claim } from '../../src/recovery/claim-store.ts';
import { standardFault } from '../../src/workflow-fault.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const call = (name: string) => `  - ${name}: {call: http, with: {method: post, endpoint: https://a.example/${name}}}`;
let saved = 0;
/** A document of its own, so that no test meets the workflow of another. */
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: test-${++saved},`));

test('an effect begins only after its beginning is durable, and its result is durable before the next begins', async () => {
  const seen: string[][] = [];
  await using worker = room.work(async ({ pointer }, { id }) => {
    seen.push((await room.journal(id)).map(({ type, task }) => `${type} ${task?.split('/').at(-1) ?? ''}`));
    return pointer;
  });
  const id = await room.start(worker, await save([call('one'), call('two')].join('\n')));
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: '/do/1/two' });
  expect(seen).toEqual([
    ['execution.started ', 'task.started one'],
    ['execution.started ', 'task.started one', 'task.completed one', 'task.started two'],
  ]);
  expect((await room.journal(id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('nothing begins that follows from what waits for its commit', async () => {
  const begun: string[] = [];
  const answer = Promise.withResolvers<Json>();
  await using worker = room.work(({ pointer }) => {
    begun.push(pointer);
    return answer.promise;
  });
  const expectHeld = (work: () => void, soFar: readonly string[]) =>
    room.db.asSystem(async (trx) => {
      await sql`lock table journal in share mode`.execute(trx);
      work();
      const waiting = sql`select 1 from pg_locks where relation = 'journal'::regclass and not granted`;
      await expect.poll(() => room.sql(waiting)).toHaveLength(1);
      expect(begun).toEqual(soFar);
    });
  const id = newId('exe');
  const about = await save([call('one'), call('two')].join('\n'));
  await expectHeld(() => void room.start(worker, about, {}, id), []);
  await expect.poll(() => begun).toEqual(['/do/0/one']);
  await expectHeld(() => answer.resolve(null), ['/do/0/one']);
  await room.ended(id);
  expect(begun).toEqual(['/do/0/one', '/do/1/two']);
});

test('pure tasks need no commit of their own: such a workflow is one row of the journal', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save('  - one: {set: {a: 1}}\n  - two: {set: {b: "${ .a }"}}'));
  expect(await room.ended(id)).toMatchObject({ output: { b: 1 }, worker: null });
  expect(await room.sql(sql`select 1 from journal where execution_id = ${id}`)).toHaveLength(1);
});

test('checkpoints are commits of their own, one after the other', async () => {
  await using worker = room.work(() => null);
  const one = (n: number) => `  - step${n}: {set: {n: ${n}}, metadata: {checkpoint: true}}`;
  const id = await room.start(worker, await save([1, 2, 3].map(one).join('\n')));
  expect(await room.ended(id)).toMatchObject({ output: { n: 3 } });
  expect(await room.sql(sql`select 1 from journal where execution_id = ${id}`)).toHaveLength(3);
});

test('asking twice under one id begins one execution', async () => {
  let asked = 0;
  await using first = room.work(async () => ++asked);
  await using second = room.work(async () => ++asked);
  const about = await save(call('one'));
  const id = await room.start(first, about);
  await Promise.all([room.start(first, about, {}, id), room.start(second, about, {}, id)]);
  await room.ended(id);
  expect(asked).toBe(1);
  const told = (await room.told()).filter(({ subject }) => subject === id);
  expect(told.map(({ type }) => type)).toEqual([
    'mesh.workflows.execution.started.v1',
    'mesh.workflows.execution.completed.v1',
  ]);
});

test('who comes up in the place of a dead process takes over at once, and nothing recorded runs again', async () => {
  const asked: string[] = [];
  const stuck = room.work(async ({ pointer, key }) => {
    asked.push(key);
    if (pointer.endsWith('two')) await new Promise(() => {});
    return null;
  }, 'here');
  const id = await room.start(stuck, await save([call('one'), call('two'), call('three')].join('\n')));
  await expect.poll(() => asked.length).toBe(2);

  await using _next = room.work(async ({ key }) => asked.push(key), 'here');
  await room.ended(id);
  await stuck[Symbol.asyncDispose]();
  const [one, two, again, three] = asked;
  expect(asked).toHaveLength(4);
  expect(again).toBe(two);
  expect(new Set([one, two, three]).size).toBe(3);
  const completed = (await room.journal(id)).filter(({ type }) => type === 'task.completed');
  expect(completed.map(({ task }) => task)).toEqual(['/do/0/one', '/do/1/two', '/do/2/three']);
});

test('a process that was fenced while it slept writes nothing, and works on under a new name', async () => {
  const wake = Promise.withResolvers<void>();
  let answers = 0;
  await using sleeper = room.work(async () => {
    await wake.promise;
    return `answer ${++answers}`;
  });
  const id = await room.start(sleeper, await save(call('one')));
  await room.sql(sql`with dead as (delete from worker where id = (select worker from execution where id = ${id}) returning id)
    insert into dead_worker select id from dead`);
  await using _other = room.work(async () => 'the other');
  expect(await room.ended(id)).toMatchObject({ output: 'the other' });
  wake.resolve();
  await sleep(300);
  expect((await room.journal(id)).filter(({ type }) => type === 'task.completed')).toHaveLength(1);
  expect(await room.row(id)).toMatchObject({ output: 'the other' });
  const next = await room.start(sleeper, await save(call('two')));
  expect(await room.ended(next)).toMatchObject({ status: 'completed' });
});

test.each([
  { what: 'moves an execution', names: ['one'] },
  { what: 'adds to a history alone', names: ['one', 'two'] },
])('what $what is refused to a process that was fenced and does not know it', async ({ names }) => {
  const late = Promise.withResolvers<string>();
  const answers: Promise<string>[] = [late.promise];
  const asked: string[] = [];
  await using sleeper = room.work(({ pointer, arguments: given }) => {
    asked.push(pointer);
    return pointer.endsWith('one') ? (answers.shift() ?? 'in time') : (given as { body: Json }).body;
  });
  const echo = (name: string) => call(name).replace('}}', ", body: '${ . }'}}");
  const id = await room.start(sleeper, await save(names.map(echo).join('\n')));
  await room.sql(sql`with dead as (delete from worker where id = (select worker from execution where id = ${id}) returning id)
    insert into dead_worker select id from dead`);
  late.resolve('too late');
  expect(await room.ended(id), 'it is taken up under another name').toMatchObject({ output: 'in time' });
  expect(asked.filter((pointer) => pointer === '/do/0/one').length, 'and asked again').toBeGreaterThan(1);
});

test('of all that look for what is due at one moment, each has what no other has', async () => {
  const about = await save('  - rest: {wait: {hours: 1}}');
  const due = Array.from({ length: 100 }, () => newId('exe'));
  await room.sql(sql`
    insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, started_at, status, wake_at)
    select id, ${room.workspaceId}, ${about.workflowId}, 'test', 'due', '1.0.0', '{}', '{}', now(), 'waiting', now()
    from unnest(${due}::text[]) as d(id)`);
  const racing = Array.from({ length: 8 }, () => claim(room.db, newId('evt'), due.length, { most: 0, deaths: 0 }));
  const claimed = (await Promise.all(racing)).flat().flatMap((one) => (due.includes(one.id) ? [one.id] : []));
  expect(new Set(claimed).size).toBe(claimed.length);
  await room.sql(sql`delete from execution where id = any(${due})`);
});

test('a process that stops hands its executions on at once', async () => {
  const first = room.work(() => new Promise(() => {}));
  const id = await room.start(first, await save(call('one')));
  await first[Symbol.asyncDispose]();
  expect(await room.row(id)).toMatchObject({ worker: null, endedAt: null });
  await using _second = room.work(async () => 'done');
  expect(await room.ended(id)).toMatchObject({ output: 'done' });
});

test('a long wait leaves memory, and whoever is free takes it up in time', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save('  - rest: {wait: {hours: 1}}\n  - finish: {set: {rested: true}}'));
  const { wakeAt } = await room.standing(id, ({ status, worker: owner }) => status === 'waiting' && owner === null);
  expect((wakeAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  expect(worker.engine.holds(id)).toBe(false);
  const early = await room.journal(id);
  await room.sql(sql`update execution set wake_at = now() where id = ${id}`);
  await sleep(600);
  expect(await room.journal(id), 'woken too early it waits on').toEqual(early);
});

test('a short wait is kept to the moment', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save('  - rest: {wait: {milliseconds: 300}}'));
  const { startedAt, endedAt } = await room.ended(id);
  expect((endedAt?.getTime() ?? 0) - startedAt.getTime()).toBeGreaterThanOrEqual(300);
});

test('what is asked of an execution reaches it whichever process works on it', async () => {
  await using worker = room.work(() => new Promise(() => {}));
  const running = await room.start(worker, await save(call('one')));
  const waiting = await room.start(worker, await save('  - rest: {wait: {hours: 1}}'));
  await room.standing(waiting, ({ worker: owner }) => owner === null);
  for (const id of [running, waiting]) {
    await room.cancel(id);
    expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
    expect((await room.journal(id)).at(-1)).toMatchObject({ type: 'execution.cancelled', data: { by: 'key_1' } });
  }
});

test('a result that is no valid text fails its task at once, and is caught', async () => {
  const hostile: Json[] = [
    { a: 'x\0y', b: '\ud800' },
    { '\0': 1 },
    JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)),
  ];
  await using worker = room.work(async ({ pointer }) => hostile[Number(pointer.at(-1))] ?? null);
  for (const place of hostile.keys()) {
    const bare = await room.start(worker, await save(call(`bad${place}`)));
    const { error } = await room.ended(bare);
    expect(error).toMatchObject({ status: 500, instance: `/do/0/bad${place}` });
    expect((await room.journal(bare)).map(({ type }) => type)).toContain('task.faulted');
    const handler = "catch: {as: error, do: [{told: {set: {why: '${ $error.instance }'}}}]}";
    const within = `  - one:\n      try: [{bad${place}: {call: http, with: {method: get, endpoint: https://a.example}}}]\n      ${handler}`;
    const tried = await room.start(worker, await save(within));
    expect(await room.ended(tried)).toMatchObject({ output: { why: `/do/0/one/try/0/bad${place}` } });
  }
});

test('a result as deep as may be is kept', async () => {
  const deep = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000));
  await using worker = room.work(async () => deep);
  const wrapped = "  - two: {set: {a: [[['${ . }']]]}}";
  const id = await room.start(worker, await save(`${call('one')}\n${wrapped}`));
  const { status, output } = await room.ended(id);
  expect(status).toBe('completed');
  expect(JSON.stringify(output)).toBe(JSON.stringify({ a: [[[deep]]] }));
});

test('a first task that gives no valid text faults, and the start is as any other', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save("  - one: {set: {x: '${ [0] | implode }'}}"));
  expect(await room.ended(id)).toMatchObject({ status: 'faulted', error: { status: 400, instance: '/do/0/one' } });
});

test('what the database cannot hold all the same faults its execution and none of its neighbours', async () => {
  const answers = Promise.withResolvers<Json>();
  const asked: Effect[] = [];
  await using worker = room.work((effect) => {
    asked.push(effect);
    return answers.promise;
  });
  const bad = await room.start(worker, await save(call('bad')));
  const good = await room.start(worker, await save(call('good')));
  await expect.poll(() => asked.length).toBe(2);
  worker.engine.take(bad, { kind: 'effect-ended', frame: asked[0]?.frame ?? 0, output: 'a\0b' });
  answers.resolve('good');
  expect(await room.ended(good)).toMatchObject({ output: 'good' });
  expect(await room.ended(bad)).toMatchObject({ status: 'faulted', error: { status: 500 } });
});

test('a database that cuts its connections is waited for', async () => {
  let asked = 0;
  let cut: number | null = 0;
  await using worker = room.work(async () => {
    if (++asked === 3) cut = await cutConnections();
    return asked;
  });
  const id = await room.start(worker, await save(['one', 'two', 'three', 'four', 'five'].map(call).join('\n')));
  expect(await room.ended(id)).toMatchObject({ output: 5 });
  expect((await room.journal(id)).filter(({ type }) => type === 'task.completed')).toHaveLength(5);
  expect(cut).toBeGreaterThan(0);
});

/** Cuts all connections to the database, as its superuser may; gives how many. */
async function cutConnections(): Promise<number | null> {
  const superuser = new pg.Client({ connectionString: room.url });
  await superuser.connect();
  const { rowCount } = await superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
  await superuser.end();
  return rowCount;
}

test('an error of an effect is caught, with what the callee asks to wait', async () => {
  let tries = 0;
  await using worker = room.work(() => {
    tries += 1;
    if (tries < 3) throw standardFault('communication', 'busy', { status: 503, retryAfterMs: 50 });
    return tries;
  });
  const id = await room.start(
    worker,
    await save(`
  - try:
      try:
        - get: {call: http, with: {method: get, endpoint: https://a.example}}
      catch: {retry: {delay: {hours: 1}, limit: {attempt: {count: 5}}}}`),
  );
  expect(await room.ended(id)).toMatchObject({ output: 3 });
});
