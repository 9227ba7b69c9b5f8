import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orphans } from '../../src/child/child-store.ts';
import { Children } from '../../src/child/children.ts';
import { keepChildren } from '../../src/child/keep-children.ts';
import { performEffects } from '../../src/effect/perform.ts';
import { cancelExecutions } from '../../src/execution/ask-executions.ts';
import { ask } from '../../src/execution/execution-store.ts';
import { forkExecution } from '../../src/execution/fork-execution.ts';
import { listExecutions } from '../../src/execution/list-executions.ts';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import type { Quota } from '../../src/queue/quota.ts';
import type { Capacity } from '../../src/queue/slots.ts';
import { startWorker, type Worker } from '../../src/worker/worker.ts';
import { setArchived } from '../../src/workflow/workflow-store.ts';
import { asking } from '../asking.ts';
import { noBus, noOutside } from '../conformance/run-document.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const log = openLog('test', 'error');
const egress = openEgress({ allow: [], log });
let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(async () => {
  await egress[Symbol.asyncDispose]();
  await room[Symbol.asyncDispose]();
});

type Bounds = { readonly capacity?: Capacity; readonly quota?: Quota; readonly patienceMs?: number };

/** A process that does effects as they are. */
function work(place: string = newId('evt'), bounds: Bounds = {}): Worker & { readonly children: Children } {
  const { db } = room;
  const planOf = planCache(db);
  const children = new Children({ db, worker: () => worker, launch: (it) => launch(it), planOf, ...bounds });
  const perform = performEffects({ bus: noBus, egress, children, outside: noOutside });
  const cache = openCache({ log });
  const { payloads } = room;
  const worker = startWorker({ db, cache, payloads, planOf, perform, onTold() {}, place, log, ...bounds });
  const { launch } = launcher({ db, worker, ...bounds });
  return Object.assign(worker, { children });
}

let saved = 0;
/** Saves a workflow of these tasks and gives its name. */
async function save(yaml: string, more = '') {
  const name = `flow-${++saved}`;
  return { name, about: await room.save(more + tasks(yaml).replace('name: test,', `name: ${name},`)) };
}
const run = (name: string, more = '') =>
  `  - child: {run: {workflow: {namespace: test, name: ${name}, version: 1.0.0, input: {n: "\${ .n }"}}${more}}}`;
const childrenOf = (id: string) =>
  room.sql(sql<{ childId: string }>`select child_id from child_execution where parent_id = ${id}`);

test('a workflow that a task runs gives its output, and is an execution of its own', async () => {
  await using worker = work();
  const child = await save('  - add: {set: {sum: "${ .n + 1 }"}}');
  const { about } = await save(run(child.name));
  const id = await room.start(worker, about, { n: 41 });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { sum: 42 } });
  const [own] = await room.sql(sql<{ status: string }>`select status from execution where name = ${child.name}`);
  expect(own?.status).toBe('completed');
});

test('those that an execution runs are found by it and show whose they are, also while they wait for a slot', async () => {
  await using worker = work(undefined, { capacity: { inAll: 20, ofWorkspace: 1 } });
  const [long, short] = [await save('  - rest: {wait: {hours: 1}}'), await save('  - one: {set: {a: 1}}')];
  const { about } = await save(`${run(short.name, ', await: false').replace('child', 'aside')}\n${run(long.name)}`);
  const id = await room.start(worker, about);
  const list = (query: object, workspaceId = room.workspaceId) =>
    asking(listExecutions(room.db), workspaceId, { query: { parent: id, ...query } as Record<string, string> });
  const found = async () => (await list({})).items;
  await eventually(async () => expect(await found()).toHaveLength(2));
  const mine = await found();
  const [awaited, aside] = [long, short].map(({ name }) => mine.find(({ workflow }) => workflow.name === name));
  expect(awaited?.parent).toEqual({ id, task: '/do/1/child' });
  expect(aside).toMatchObject({ status: 'pending', parent: { id, task: '/do/0/aside' } });

  const { items, nextCursor } = await list({ limit: 1 });
  expect([...items, ...(await list({ cursor: nextCursor })).items]).toHaveLength(2);
  expect((await list({ workflow: `test/${short.name}` })).items).toEqual([aside]);
  expect((await list({}, newId('ws'))).items).toEqual([]);
  expect((await list({ parent: aside?.id })).items).toEqual([]);

  const ofParent = { parent: id, workflow: awaited?.workflow.id };
  const cancelled = await asking(cancelExecutions(room.db), room.workspaceId, { body: { filter: ofParent } });
  expect(cancelled).toMatchObject({ count: 1 });
  const { parentId } = await room.ended(id);
  expect(parentId).toBeNull();
  expect(await room.ended(aside?.id ?? '')).toMatchObject({ parentId: id, parentTask: '/do/0/aside' });
  const fork = forkExecution({ db: room.db, worker, planOf: planCache(room.db), countStart() {} });
  const forked = { params: { executionId: aside?.id ?? '' }, body: { fromTask: '/do/0/one' } };
  expect(await asking(fork, room.workspaceId, forked)).not.toHaveProperty('parent');
});

test('those that one execution runs after each other are listed so, before it and behind what came later', async () => {
  await using worker = work();
  const { name } = await save('  - one: {set: {a: 1}}');
  const child = `{child: {run: {workflow: {namespace: test, name: ${name}, version: 1.0.0, input: {n: "\${ $n }"}}}}}`;
  const { about } = await save(`  - each: {for: {in: "\${ [range(6)] }", each: n}, do: [${child}]}`);
  const id = await room.start(worker, about);
  const { startedAt } = await room.ended(id);
  const later = await room.start(worker, (await save('  - one: {set: {a: 1}}')).about);
  const listed = async (query: Record<string, string>) => {
    const page = async (cursor?: string): Promise<{ id: string; input?: unknown }[]> => {
      const asked = { query: { ...query, limit: 2, ...(cursor !== undefined && { cursor }) } };
      const { items, nextCursor } = await asking(listExecutions(room.db), room.workspaceId, asked);
      return nextCursor === null ? items : [...items, ...(await page(nextCursor))];
    };
    return page();
  };
  expect((await listed({ parent: id })).map(({ input }) => input)).toEqual([5, 4, 3, 2, 1, 0].map((n) => ({ n })));
  const all = (await listed({ from: startedAt.toISOString() })).map((one) => one.id);
  expect([all.length, all[0], all.at(-1)]).toEqual([8, later, id]);
});

test('a workflow that a child runs is a child of that one, also where another process goes on', async () => {
  const first = work('where it began');
  const leaf = await save('  - one: {set: {a: 1}}');
  const branch = await save(`  - rest: {wait: {seconds: 1}}\n${run(leaf.name)}`);
  const root = await room.start(first, (await save(run(branch.name))).about);
  const childOf = async (parent: string) => {
    const { items } = await asking(listExecutions(room.db), room.workspaceId, { query: { parent } });
    expect(items).toHaveLength(1);
    return items[0]?.id ?? '';
  };
  const middle = await eventually(() => childOf(root));
  await first[Symbol.asyncDispose]();
  await using _second = work('where it began');
  await room.ended(root);
  expect(await room.row(await childOf(middle))).toMatchObject({ parentId: middle, parentTask: '/do/1/child' });
});

test('a workflow that a task runs is as many starts by events deep as whoever runs it', async () => {
  await using worker = work();
  const child = await save('  - tell: {emit: {event: {with: {source: https://a.example, type: told}}}}');
  const { about } = await save(run(child.name));
  const depths = (name: string) =>
    room.sql(sql<{ depth: number }>`select event_depth as depth from execution where name = ${name}`);
  const id = await room.start(worker, { ...about, eventDepth: 3 }, { n: 1 });
  expect(await depths(about.name)).toEqual([{ depth: 3 }]); // as it begins, so that no crash forgets it
  await room.ended(id);
  expect(await depths(child.name)).toEqual([{ depth: 3 }]);
  const [told] = await room.sql(sql<{ event: object }>`select event from heard_event where type = 'told'`);
  expect(told?.event).toMatchObject({ meshdepth: 3 });
});

test('an input may be any value, and a child whose output is not asked for puts out nothing', async () => {
  await using worker = work();
  const child = await save('  - one: {set: {of: "${ . }"}}');
  const named = `{namespace: test, name: ${child.name}, version: 1.0.0, input: "\${ [1, .a] }"}`;
  const asked = async (more: string) => {
    const { about } = await save(`  - child: {run: {workflow: ${named}${more}}}`);
    return room.ended(await room.start(worker, about));
  };
  expect(await asked('')).toMatchObject({ output: { of: [1, null] } });
  expect(await asked(', return: none')).toMatchObject({ status: 'completed', output: null });
});

test('latest is the last version, and none is a fault', async () => {
  await using worker = work();
  const child = await save('  - one: {set: {version: 1}}');
  await room.save(
    tasks('  - one: {set: {version: 2}}')
      .replace('name: test,', `name: ${child.name},`)
      .replace('version: 1.0.0', 'version: 1.1.0'),
  );
  const latest = await room.start(worker, (await save(run(child.name).replace('1.0.0', 'latest'))).about);
  expect(await room.ended(latest)).toMatchObject({ output: { version: 2 } });
  const none = await room.start(worker, (await save(run('nothing'))).about);
  expect(await room.ended(none)).toMatchObject({ error: { status: 404, instance: '/do/0/child' } });
});

test('the error of a child is the error of the task', async () => {
  await using worker = work();
  const child = await save('  - fail: {raise: {error: {type: https://a.example/broken, status: 418, title: Broken}}}');
  const { about } = await save(`
  - guarded:
      try:
${run(child.name).replaceAll(/^/gm, '      ')}
      catch: {errors: {with: {type: https://a.example/broken}}, as: err, do: [{caught: {set: {seen: "\${ $err }"}}}]}`);
  const { output } = await room.ended(await room.start(worker, about));
  expect(output).toMatchObject({ seen: { status: 418, title: 'Broken', instance: '/do/0/guarded/try/0/child' } });
});

test('tried again, a task runs another child in the place of one that faulted, and none in that of one that completed', async () => {
  await using worker = work();
  const fine = await save('  - fine: {set: {n: 1}}');
  const broken = await save('  - fail: {raise: {error: {type: https://a.example/broken, status: 418}}}');
  const { about } = await save(`
  - guarded:
      try:
${run(fine.name).replaceAll(/^/gm, '      ')}
${run(broken.name).replace('child', 'other').replaceAll(/^/gm, '      ')}
      catch: {retry: {delay: {milliseconds: 1}, limit: {attempt: {count: 2}}}}`);
  const id = await room.start(worker, about);
  await room.ended(id);
  expect((await childrenOf(id)).length).toBe(1 + 3);
});

test('a child that was cut off by the fault of another branch runs anew once its parent is retried', async () => {
  await using worker = work();
  await using _hearing = room.hear(worker);
  const child = await save('  - hear: {listen: {to: {one: {with: {type: never-told}}}}}');
  const broken = await save(
    '  - rest: {listen: {to: {one: {with: {type: broke}}}}}\n  - fail: {raise: {error: {type: https://a.example/e, status: 418}}}',
  );
  const { about } = await save(`
  - both:
      fork:
        branches:
${run(child.name).replaceAll(/^/gm, '        ')}
${run(broken.name).replace('child', 'other').replaceAll(/^/gm, '        ')}`);
  const begun = (name: string) => room.sql(sql<{ status: string }>`select status from execution where name = ${name}`);
  const waiting = async (name: string) => (await begun(name)).filter(({ status }) => status === 'waiting').length;
  const id = await room.start(worker, about);
  for (const count of [1, 2, 3, 4]) {
    if (count > 1) await room.db.inWorkspace(room.workspaceId, (trx) => ask(trx, id, { kind: 'retried', by: 'key_1' }));
    await eventually(async () => expect([await waiting(child.name), await waiting(broken.name)]).toEqual([1, 1]));
    expect(await begun(child.name)).toHaveLength(count);
    await room.send({ type: 'broke', data: {} });
    expect(await room.ended(id)).toMatchObject({ error: { status: 418 } });
    await eventually(async () => expect(await waiting(child.name)).toBe(0));
  }
});

test('a child that is not waited for goes on by itself, and the task puts out its input', async () => {
  await using worker = work();
  const child = await save('  - rest: {wait: {hours: 1}}');
  const id = await room.start(worker, (await save(run(child.name, ', await: false'))).about, { n: 5 });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { n: 5 } });
  const [own] = await room.sql(
    sql<{ endedAt: Date | null }>`select ended_at from execution where name = ${child.name}`,
  );
  expect(own).toMatchObject({ endedAt: null });
});

test('cancelling the parent cancels the child', async () => {
  await using worker = work();
  const child = await save('  - rest: {wait: {hours: 1}}');
  const id = await room.start(worker, (await save(run(child.name))).about);
  const [own] = await eventually(async () => {
    const found = await room.sql(sql<{ id: string }>`select id from execution where name = ${child.name}`);
    expect(found).toHaveLength(1);
    return found;
  });
  await room.cancel(id);
  expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
  expect(await room.ended(own?.id ?? '')).toMatchObject({ status: 'cancelled' });
  expect((await room.journal(own?.id ?? '')).at(-1)).toMatchObject({ data: { by: id } });
});

test('who takes over finds the child begun, and a crash after the end of the parent leaves no orphan', async () => {
  const child = await save('  - rest: {wait: {hours: 1}}');
  const first = work('here');
  const id = await room.start(first, (await save(run(child.name))).about);
  const begun = () =>
    room.sql(sql<{ id: string; endedAt: Date | null }>`select id, ended_at from execution where name = ${child.name}`);
  await eventually(async () => expect(await begun()).toHaveLength(1));
  await first[Symbol.asyncDispose]();
  const [own] = await begun();
  expect(own?.endedAt, 'a process that stops cancels nothing').toBeNull();
  await room.sql(
    sql`update execution set ended_at = now(), worker = null, wake_at = null, status = 'cancelled' where id = ${id}`,
  );
  await using _second = work('here');
  await using _sweep = keepChildren(room.db, log);
  expect(await room.ended(own?.id ?? '')).toMatchObject({ status: 'cancelled' });
  await eventually(async () => expect(await childrenOf(id)).toHaveLength(0));
});

test('a child that is retried when its parent is over goes on by itself', async () => {
  await using worker = work();
  const { about, name } = await save('  - rest: {wait: {hours: 1}, timeout: {after: {milliseconds: 300}}}');
  const id = await room.start(worker, (await save(run(name))).about);
  expect(await room.ended(id)).toMatchObject({ status: 'faulted' });
  const [child] = await room.sql(sql<{ id: string }>`select id from execution where workflow_id = ${about.workflowId}`);
  const executionId = child?.id ?? '';
  await asking(retryExecution(room), room.workspaceId, { params: { executionId } });
  await room.sql(sql`update execution set ended_at = null where id = ${executionId}`); // and times out no more
  expect(await orphans(room.db)).toEqual([]);
});

test('who takes over waits for a child that has begun, though its workflow was archived since', async () => {
  const child = await save('  - rest: {wait: {seconds: 2}}\n  - give: {set: {given: 1}}');
  const first = work('here too');
  const id = await room.start(first, (await save(run(child.name))).about);
  await eventually(async () =>
    expect(await room.sql(sql`select id from execution where name = ${child.name}`)).toHaveLength(1),
  );
  await first[Symbol.asyncDispose]();
  await room.db.inWorkspace(room.workspaceId, (trx) => setArchived(trx, child.about.workflowId, true));
  await using _second = work('here too');
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { given: 1 } });
});

test('a workflow that runs itself ends at a depth of 16', async () => {
  await using worker = work();
  const name = `flow-${saved + 1}`;
  const { about } = await save(run(name));
  const id = await room.start(worker, about, { n: 1 });
  const { error } = await room.ended(id);
  expect(error).toMatchObject({ detail: expect.stringMatching(/at most 16 deep/) });
  const count = await room.sql(sql<{ count: number }>`select count(*)::integer from execution where name = ${name}`);
  expect(count[0]?.count).toBe(17);
});

/** Saves a workflow that runs itself three times at once. */
function saveBomb(more = '') {
  const one = run(`flow-${saved + 1}`, more)
    .trim()
    .slice(2);
  const branches = [1, 2, 3].map((n) => `{b${n}: {do: [{${one}}]}}`);
  return save(`  - burst: {fork: {branches: [${branches.join(', ')}]}}`);
}
const living = async (name: string) => {
  const [row] = await room.sql(sql<{ begun: number; pending: number }>`
    select count(*) filter (where status <> 'pending')::integer as begun,
      count(*) filter (where status = 'pending')::integer as pending
    from execution where name = ${name} and ended_at is null`);
  return row ?? { begun: 0, pending: 0 };
};

/** Cancels all of a name until none is left. */
const cancelled = (name: string) =>
  eventually(async () => {
    await asking(cancelExecutions(room.db), room.workspaceId, { body: { filter: { workflow: `test/${name}` } } });
    expect(await living(name)).toEqual({ begun: 0, pending: 0 });
  });

test('workflows that nobody waits for queue within the quota of their workspace, and can be cancelled together', async () => {
  const quota = { startsPerSecond: 10_000, queued: 50 };
  await using worker = work(undefined, { capacity: { inAll: 20, ofWorkspace: 4 }, quota });
  const { name, about } = await saveBomb(', await: false');
  await room.start(worker, about);
  let most = 0;
  const [told] = await eventually(async () => {
    most = Math.max(most, worker.queue.slots.byWorkspace.get(room.workspaceId) ?? 0);
    const found = await room.sql(sql<{ error: unknown }>`
      select error from execution where name = ${name} and status = 'faulted' limit 1`);
    expect(found).toHaveLength(1);
    return found;
  });
  expect(most).toBeLessThanOrEqual(20);
  expect(told?.error).toMatchObject({ status: 422, detail: expect.stringMatching(/50 executions queued/) });
  await cancelled(name);
});

test('workflows that are waited for are bound in number, and a task that finds no place for one faults', async () => {
  await using worker = work(undefined, { capacity: { inAll: 20, ofWorkspace: 4 }, patienceMs: 200 });
  const { name, about } = await saveBomb();
  const id = await room.start(worker, about);
  let most = 0;
  const { error } = await eventually(async () => {
    most = Math.max(most, (await living(name)).begun);
    const row = await room.row(id);
    expect(row.endedAt).not.toBeNull();
    return row;
  });
  expect(most).toBeLessThanOrEqual(1 + 32);
  expect(error).toMatchObject({ status: 429, detail: expect.stringMatching(/32 workflows under way/) });
  await eventually(async () => expect(await living(name)).toEqual({ begun: 0, pending: 0 }));
});

test('workflows that wait for places are cancelled together with those that hold them', async () => {
  await using worker = work(undefined, { capacity: { inAll: 20, ofWorkspace: 4 } });
  const { name, about } = await saveBomb();
  await room.start(worker, about);
  await eventually(async () => expect((await living(name)).begun).toBe(1 + 32));
  await cancelled(name);
});

test('who is being cancelled begins no more workflows', async () => {
  await using worker = work();
  await eventually(async () => worker.engine);
  const { name } = await save('  - one: {set: {a: 1}}');
  const { about } = await save(run(name));
  const id = await room.start(worker, about);
  await room.ended(id);
  await room.sql(sql`update execution set asked = 'cancel', ended_at = null, status = 'running' where id = ${id}`);
  const over = new AbortController();
  const asked = { namespace: 'test', name, version: '1.0.0', input: {}, key: 'another', task: '/do/0/child' };
  const begun = worker.children.launch({ ...about, id }, asked, over.signal);
  setTimeout(() => over.abort(new Error('over')), 100);
  await expect(begun).rejects.toThrow('over');
  const count = await room.sql(sql<{ count: number }>`select count(*)::integer from execution where name = ${name}`);
  expect(count[0]?.count).toBe(1);
});
