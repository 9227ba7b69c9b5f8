// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { modelBudgetEtag } from '@mesh/contracts/models';
import { openEgress } from '@mesh/egress/open';
import { silent } from '@mesh/runtime/log';
import { type Model, ModelServer } from '@mesh/testing/model-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideApproval } from '../../src/agent/decide-approval.ts';
import { getModelBudget } from '../../src/agent/get-model-budget.ts';
import { listModelUsage } from '../../src/agent/list-model-usage.ts';
import { setModelBudget } from '../../src/agent/set-model-budget.ts';
import { spendingIn } from '../../src/agent/spending.ts';
import { addUsage } from '../../src/agent/spending-store.ts';
import { plainModels } from '../../src/effect/llm/models.ts';
import { performEffects } from '../../src/effect/perform.ts';
import { listExecutions } from '../../src/execution/list-executions.ts';
import { resumeExecution } from '../../src/execution/resume-execution.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { APPROVAL_EVENT } from '../../src/plan/compile/compile-agent.ts';
import { asking } from '../asking.ts';
import { noChildren, noOutside } from '../conformance/run-document.ts';
import { noObjects } from '../payload/payloads.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { toolBus } from './tool-bus.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

let saved = 0;
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: agent-${++saved},`));
const agent = (more = '') =>
  save(`
  - ask: {call: agent, with: {model: small, instructions: help, input: go, tools: [{plugin: weather${more}}]}}`);
const agentOfOneTurn = () =>
  save(`
  - ask: {call: agent, with: {model: small, instructions: help, budget: {turns: 1}, tools: [{plugin: weather}]}}`);
const forecast = { calls: [{ name: 'weather_forecast', arguments: { city: 'Bern' } }] };

/** A process whose models answer at `server`; `use` runs the tools. */
function workWith(server: ModelServer, place: string, use: (input: unknown) => unknown = () => 'sunny') {
  const egress = openEgress({ allow: [server.host], log: silent });
  const models = { ...plainModels, endpoint: server.url, spending: spendingIn(room.db) };
  const bus = toolBus((_name, input) => use(input));
  const perform = performEffects({ bus, egress, models, children: noChildren, outside: noOutside });
  return room.work((effect, about) => perform(about, effect, AbortSignal.timeout(60_000)), place);
}

const keys = ({ asked }: ModelServer) => asked.map(({ headers }) => headers['idempotency-key']);
const noted = async (id: string, type: string) =>
  (await room.journal(id)).filter((one) => one.type === type) as { task?: string; data?: Record<string, unknown> }[];
/** Takes its executions from whoever works on this one, as if that process had died. */
const fence = (id: string) =>
  room.sql(sql`with dead as (delete from worker where id = (select worker from execution where id = ${id}) returning id)
    insert into dead_worker select id from dead`);
const params = (executionId: string) => ({ params: { executionId } });
const resume = (id: string, body = {}) => asking(resumeExecution(room), room.workspaceId, { ...params(id), body });

test('a process that dies while a tool is used repeats no turn: the model is asked once for each', async () => {
  await using server = await ModelServer.open(({ nth }) => (nth < 2 ? forecast : { content: 'done' }));
  const uses: unknown[] = [];
  const never = new Promise(() => {});
  await using first = workWith(server, 'tool-one', (input) => {
    uses.push(input);
    return uses.length === 2 ? never : 'sunny';
  });
  const id = await room.start(first, await agent());
  await expect.poll(() => uses.length, { timeout: 15_000 }).toBe(2);
  await using _next = workWith(server, 'tool-two');
  await fence(id);
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'done' });
  expect(server.asked).toHaveLength(3);
  expect(new Set(keys(server)).size).toBe(3);
  const completed = (await noted(id, 'task.completed')).map(({ task }) => task?.split('/').at(-1));
  expect(completed).toEqual(['turn', 'weather_forecast', 'turn', 'weather_forecast', 'turn', 'ask']);
});

test('a process that dies while a model answers asks again for that turn alone, under the same key', async () => {
  const never = new Promise<never>(() => {});
  const model: Model = ({ nth }) => (nth === 0 ? forecast : nth === 1 ? never : { content: 'done' });
  await using server = await ModelServer.open(model);
  await using first = workWith(server, 'turn-one');
  const id = await room.start(first, await agent());
  await expect.poll(() => server.asked.length, { timeout: 15_000 }).toBe(2);
  await using _next = workWith(server, 'turn-two');
  await fence(id);
  expect(await room.ended(id)).toMatchObject({ output: 'done' });
  const [one, two, again] = keys(server);
  expect(server.asked).toHaveLength(3);
  expect(again).toBe(two);
  expect(one).not.toBe(two);
});

test('a workspace that has spent its budget waits: explain says why, and raised it goes on', async () => {
  await using server = await ModelServer.open(() => ({ content: 'done' }));
  await using worker = workWith(server, 'budget-place');
  const { workspaceId, db } = room;
  const set = (tokens: number | null) =>
    asking(setModelBudget(db), workspaceId, { body: { period: 'day', tokens, cost: null } });
  const before = await asking(getModelBudget(db), workspaceId, {});
  expect(before).toMatchObject({ period: 'month', tokens: null });
  await set(before.used.tokens + 1);
  const workflow = await agent();
  await room.ended(await room.start(worker, workflow));
  const id = await room.start(worker, workflow);
  await room.standing(id, ({ status }) => status === 'suspended');
  const asked = server.asked.length;
  const used = before.used.tokens + 15;
  expect(await asking(explainExecution({ db, objects: noObjects }), workspaceId, params(id))).toMatchObject({
    state: 'suspended',
    reason: `it is suspended: budget_reached: the workspace has used ${used} of ${before.used.tokens + 1} (tokens) this day`,
    blockedBy: 'mesh',
    unblockedBy: 'raising the budget and resuming it',
  });
  await expect(resume(id)).rejects.toMatchObject({ code: 'conflict' });
  expect(server.asked).toHaveLength(asked);
  expect(await set(null)).toMatchObject({ period: 'day', tokens: null, used: { tokens: used } });
  await resume(id);
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'done' });
  const usage = await asking(listModelUsage(db), workspaceId, {});
  expect(usage.items).toMatchObject([{ model: 'small', inputTokens: expect.any(Number) }]);
});

test('sums of costs show nothing that was not spent, also where a row of before does', async () => {
  const { workspaceId, db } = room;
  const usage = { inputTokens: 1, outputTokens: 1 };
  const spend = (model: string, cost: number) =>
    db.inWorkspace(workspaceId, (trx) => addUsage(trx, workspaceId, model, { ...usage, cost }));
  const used = async () => (await asking(getModelBudget(db), workspaceId, {})).used.cost;
  expect(await used()).toBe(0);
  for (const cost of [0.1, 0.1, 0.1]) await spend('dear', cost);
  await spend('noisy', 0.1 + 0.2);
  expect(await used()).toBe(0.6);
  const { items } = await asking(listModelUsage(db), workspaceId, {});
  expect(items.flatMap(({ model, cost }) => (model === 'small' ? [] : [cost]))).toEqual([0.3, 0.3]);
});

test('a budget that has changed since it was read is not set by whoever says so', async () => {
  const { workspaceId, db } = room;
  const set = (tokens: number | null, headers = {}) =>
    asking(setModelBudget(db), workspaceId, { body: { period: 'month', tokens, cost: null }, headers });
  const known = { 'if-match': modelBudgetEtag(await set(null)) };
  expect(await set(1_000_000_000, known)).toMatchObject({ tokens: 1_000_000_000 });
  await expect(set(5, known)).rejects.toMatchObject({ code: 'precondition-failed' });
  await set(null);
});

test('the budget of an agent is raised where the execution is resumed', async () => {
  await using server = await ModelServer.open(({ nth }) => (nth === 0 ? forecast : { content: 'done' }));
  await using worker = workWith(server, 'turns-place');
  const id = await room.start(worker, await agentOfOneTurn());
  await room.standing(id, ({ status }) => status === 'suspended');
  const raising = (turns: number) => resume(id, { budget: { task: '/do/0/ask', turns } });
  await expect(raising(1)).rejects.toMatchObject({ code: 'conflict' });
  const resumed = await raising(5);
  expect(resumed.status).toMatch(/^(running|completed)$/); // one turn is quickly done
  expect(await room.ended(id)).toMatchObject({ output: 'done' });
});
test.each(['operation', 'event'] as const)('a tool is approved of by an %s', async (by) => {
  await using server = await ModelServer.open(({ nth }) => (nth === 0 ? forecast : { content: 'done' }));
  const uses: unknown[] = [];
  await using worker = workWith(server, `approval-${by}`, (input) => uses.push(input));
  await using hearing = room.hear(worker);
  const id = await room.start(worker, await agent(', approval: true'));
  await room.standing(id, ({ status, worker: owner }) => status === 'waiting' && owner === null);
  const [asked] = await noted(id, 'approval.asked');
  const approval = String(asked?.data?.['approval']);
  expect(asked?.data).toMatchObject({ tool: 'weather_forecast', arguments: { city: 'Bern' } });
  expect(uses).toEqual([]);
  const why = await asking(explainExecution({ db: room.db, objects: noObjects }), room.workspaceId, params(id));
  const [last] = await room.sql(sql<{ at: Date }>`select max(at) as at from journal where execution_id = ${id}`);
  expect(why).toMatchObject({ reason: 'it waits for a person to approve of a tool', since: last?.at.toISOString() });
  const awaiting = async () =>
    (await asking(listExecutions(room.db), room.workspaceId, { query: { awaiting: 'approval' } })).items;
  expect((await awaiting()).map((one) => one.id)).toEqual([id]);
  const decide = (one: string) =>
    asking(decideApproval({ db: room.db, onHeard: () => hearing.ring() }), room.workspaceId, {
      params: { executionId: id, approval: one },
      body: { decision: 'approve' },
    });
  await expect(decide('0'.repeat(32))).rejects.toMatchObject({ code: 'conflict' });
  if (by === 'operation') {
    const both = await Promise.allSettled([decide(approval), decide(approval)]);
    const fulfilled = { status: 'fulfilled', value: { approval, decision: 'approve' } };
    const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'conflict' }) };
    expect(both, 'the first counts').toEqual(expect.arrayContaining([fulfilled, refused]));
  } else {
    const data = { approval, decision: 'approve', by: 'somebody' };
    await room.send({ type: APPROVAL_EVENT, data }, room.workspaceId, () => hearing.ring());
  }
  expect(await room.ended(id)).toMatchObject({ output: 'done' });
  expect(uses).toEqual([{ city: 'Bern' }]);
  expect(await awaiting()).toEqual([]);
  expect((await noted(id, 'approval.decided'))[0]?.data).toMatchObject({ as: 'approved', by: expect.any(String) });
  await expect(decide(approval)).rejects.toMatchObject({ code: 'conflict' });
});
