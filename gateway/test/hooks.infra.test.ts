import { serve } from '@mesh/bus/serve';
import { startExecution } from '@mesh/contracts/executions';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { getWorkflow, listWorkflows } from '@mesh/contracts/workflows';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addHookCalls } from '../src/hook/add-hook-calls.ts';
import { sweepCalls } from '../src/hook/call-store.ts';
import { hookOperations } from '../src/hook/hook-operations.ts';
import { KnownHooks } from '../src/hook/known-hooks.ts';
import { sealingUnder } from '../src/sealing.ts';
import { openRoom, pepper, type Room } from './room.ts';
import { githubHeaders, standardHeaders } from './signing.ts';
import { testApp } from './test-app.ts';

const opened = new AsyncDisposableStack();
const workflow = { id: newId('wf'), namespace: 'shop', name: 'order', version: '1.0.0' };
const reference = encodeURIComponent('shop/order');
const started: { id: string; by: string; workspaceId: string; scopes: readonly string[]; input: unknown }[] = [];
let room: Room;
let app: ReturnType<typeof testApp>;
/** What the next start is refused with. */
let refusal: MeshError | undefined;

beforeAll(async () => {
  room = opened.use(await openRoom());
  const bus = await room.busOf('workflows');
  const whole = { ...workflow, digest: '', status: 'active' as const, createdAt: new Date().toISOString() };
  const shown = { ...workflow, digest: '', status: 'active' as const };
  opened.use(
    serve(bus, getWorkflow, async ({ params }) => {
      if (params.workflowId !== workflow.id) throw new MeshError('not-found', 'there is no such workflow');
      return whole;
    }),
  );
  opened.use(
    serve(bus, listWorkflows, async ({ query }) => ({
      items: query.name === 'order' ? [{ ...shown, createdAt: whole.createdAt }] : [],
      nextCursor: null,
    })),
  );
  opened.use(
    serve(bus, startExecution, async ({ body }, { newId: id = '', principal }) => {
      if (refusal) throw refusal;
      const { id: by, workspaceId, scopes } = principal;
      if (!started.some((one) => one.id === id)) started.push({ id, by, workspaceId, scopes, input: body.input });
      return { id, workflow, status: 'running' as const, input: body.input, startedAt: new Date().toISOString() };
    }),
  );
  const needs = { db: room.db, bus: () => room.bus, sealing: sealingUnder(pepper), hooks: new KnownHooks(room.db) };
  app = testApp({
    ...room.parts,
    locals: hookOperations(needs),
    routes: [(server) => addHookCalls(server, needs)],
  });
  opened.defer(() => app.close());
});
afterAll(() => opened.disposeAsync());

async function made(body: object = { verify: { scheme: 'standard' } }, of = reference) {
  const answer = await app.inject({ method: 'POST', url: `/v1/workflows/${of}/hooks`, payload: body });
  return { status: answer.statusCode, hook: answer.json() };
}

async function called(path: string, headers: Record<string, string>, payload = '{"n":1}', type = 'application/json') {
  const answer = await app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': type, ...headers },
    payload,
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

test('a signed call starts the workflow with what was sent, in the name of the hook', async () => {
  const { status, hook } = await made();
  expect(status).toBe(201);
  const { status: answered, body, headers } = await called(hook.path, standardHeaders(hook.secret, '{"n":1}'));
  expect([answered, headers['location']]).toEqual([202, `/v1/executions/${body.id}`]);
  const { workspaceId, scopes } = room.principal;
  expect(started.at(-1)).toEqual({ id: body.id, by: hook.id, workspaceId, scopes, input: { n: 1 } });
});

test('a message that comes again gets the same execution, also where both come at once', async () => {
  const { hook } = await made();
  const before = started.length;
  const call = () => called(hook.path, standardHeaders(hook.secret, '{"n":1}', { id: 'twice' }));
  const both = await Promise.all([call(), call()]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 202]);
  const again = await call();
  expect(again.status).toBe(200);
  expect(new Set([...both, again].map(({ body }) => body.id)).size).toBe(1);
  expect(started).toHaveLength(before + 1);
});

test('a sender that asks for its challenge gets it back, if it has signed that, and nothing begins', async () => {
  const verify = { scheme: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=', challenge: 'challenge' };
  const { hook } = await made({ verify });
  const before = started.length;
  const asked = '{"type":"url_verification","challenge":"3eZb"}';
  const { status, body } = await called(hook.path, githubHeaders(hook.secret, asked), asked);
  expect([status, body]).toEqual([200, { challenge: '3eZb' }]);
  expect((await called(hook.path, githubHeaders('another secret', asked), asked)).status).toBe(401);
  expect(started).toHaveLength(before);
  const event = '{"challenge":{"n":1}}';
  expect((await called(hook.path, githubHeaders(hook.secret, event), event)).status).toBe(202);
});

test('a start that failed is made under the same id when the message comes again', async () => {
  const { hook } = await made();
  const call = () => called(hook.path, standardHeaders(hook.secret, '{"n":1}', { id: 'later' }));
  refusal = new MeshError('unavailable', 'not now', { retryAfterSeconds: 1 });
  const failed = await call();
  expect([failed.status, failed.headers['retry-after']]).toEqual([503, '1']);
  const kept = await room.db.asSystem(
    async (trx) =>
      (await sql<{ executionId: string }>`select execution_id from hook_call where hook_id = ${hook.id}`.execute(trx))
        .rows,
  );
  refusal = undefined;
  expect(await call()).toMatchObject({ status: 200, body: { id: kept[0]?.executionId } });
});

test('hostile calls are refused each in its way, and start nothing', async () => {
  const { hook } = await made();
  const before = started.length;
  const good = standardHeaders(hook.secret, '{"n":1}');
  const SIX_MINUTES = 360_000;
  expect((await called(hook.path, {})).status).toBe(401);
  expect((await called(hook.path, { ...good, 'webhook-signature': 'v1,AAAA' })).status).toBe(401);
  for (const at of [Date.now() - SIX_MINUTES, Date.now() + SIX_MINUTES])
    expect((await called(hook.path, standardHeaders(hook.secret, '{"n":1}', { at }))).status).toBe(401);
  expect((await called(hook.path, good, '{"n": 1}')).status, 're-encoded').toBe(401);
  expect((await called(`/v1/hooks/${newId('hook')}`, good)).status).toBe(404);
  expect((await called('/v1/hooks/none', good)).status).toBe(404);
  const large = JSON.stringify('x'.repeat(1_048_575));
  expect((await called(hook.path, standardHeaders(hook.secret, large), large)).status).toBe(413);
  expect((await called(hook.path, good, '{"n":1}', 'text/plain')).status).toBe(415);
  expect((await called(hook.path, { ...good, 'content-encoding': 'gzip' })).status).toBe(415);
  expect((await called(hook.path, standardHeaders(hook.secret, '{"n":'), '{"n":')).status).toBe(400);
  expect(started).toHaveLength(before);
  const whole = JSON.stringify('x'.repeat(1_048_574));
  expect((await called(hook.path, standardHeaders(hook.secret, whole), whole)).status, '1 MiB').toBe(202);
});

test('a hook may tell the whole request, but no proof of who somebody is', async () => {
  const { hook } = await made({ verify: { scheme: 'github' }, secret: 'a secret of ours', input: 'request' });
  const headers = { ...githubHeaders('a secret of ours', '{"n":1}'), cookie: 'session', authorization: 'Basic x' };
  expect((await called(hook.path, headers)).status).toBe(202);
  expect(started.at(-1)?.input).toMatchObject({ headers: { 'x-github-event': 'push' }, body: { n: 1 } });
  expect(JSON.stringify(started.at(-1)?.input)).not.toMatch(/session|Basic/);
});

test('calls beyond the rate of a hook wait, those of other hooks do not', async () => {
  const [{ hook: busy }, { hook: calm }] = [await made(), await made()];
  const refusals = await Promise.all(Array.from({ length: 400 }, () => called(busy.path, {})));
  const limited = refusals.find(({ status }) => status === 429);
  expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
  expect((await called(calm.path, standardHeaders(calm.secret, '{"n":1}'))).status).toBe(202);
});

test('a secret is shown once and stored sealed; what is deleted is called in vain', async () => {
  const { hook } = await made(undefined, workflow.id);
  const get = await app.inject({ method: 'GET', url: `/v1/hooks/${hook.id}` });
  expect(get.json()).toMatchObject({ id: hook.id, workflow: workflow.id, verify: { scheme: 'standard' } });
  const list = await app.inject({ method: 'GET', url: `/v1/workflows/${reference}/hooks` });
  expect(list.json().items[0]).toEqual(get.json());
  expect(get.body + list.body).not.toContain(hook.secret);
  const [{ secret } = { secret: Buffer.from(hook.secret) }] = await room.db.asSystem((trx) =>
    trx.selectFrom('hook').select('secret').where('id', '=', hook.id).execute(),
  );
  expect(secret.includes(Buffer.from(hook.secret))).toBe(false);
  expect((await called(hook.path, standardHeaders(hook.secret, '{"n":1}'))).status).toBe(202);
  for (const [known, expected] of [
    ['"another"', 412],
    [get.headers.etag, 204],
  ] as const) {
    const asked = { method: 'DELETE', url: `/v1/hooks/${hook.id}`, headers: { 'if-match': known } } as const;
    expect((await app.inject(asked)).statusCode).toBe(expected);
  }
  expect((await called(hook.path, standardHeaders(hook.secret, '{"n":1}'))).status).toBe(404);
});

test.each([
  ['with an overlap', 3_600, 202],
  ['without one', 0, 401],
])('rotated %s, a secret gives way to another, and is known as such at once', async (_, overlapSeconds, former) => {
  const { hook } = await made();
  const sign = (secret: string, id: string) => standardHeaders(secret, '{"n":1}', { id });
  expect((await called(hook.path, sign(hook.secret, 'before'))).status).toBe(202);
  const answer = await app.inject({ method: 'POST', url: `${hook.path}/rotate`, payload: { overlapSeconds } });
  const { secret, ...shown } = answer.json();
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  const { secret: first, ...before } = hook;
  expect(shown).toEqual(before);
  expect((await called(hook.path, sign(secret, 'new'))).status).toBe(202);
  expect((await called(hook.path, sign(first, 'old'))).status).toBe(former);
});

test('whoever may not do what a hook may, gets no secret of it', async () => {
  const { hook } = await made();
  const needs = { db: room.db, bus: () => room.bus, sealing: sealingUnder(pepper), hooks: new KnownHooks(room.db) };
  const asked = { method: 'POST', url: `${hook.path}/rotate`, payload: { overlapSeconds: 0 } } as const;
  const scopes = room.principal.scopes.filter((scope) => scope !== 'credentials:use');
  const weak = { ...room.principal, scopes };
  const stranger = { ...room.principal, workspaceId: newId('ws') };
  for (const [who, status] of [
    [weak, 403],
    [stranger, 404],
  ] as const) {
    const other = testApp({ ...room.parts, locals: hookOperations(needs), whoAsks: async () => who });
    expect((await other.inject(asked)).statusCode).toBe(status);
    await other.close();
  }
  expect((await called(hook.path, standardHeaders(hook.secret, '{"n":1}', { id: 'kept' }))).status).toBe(202);
});

test('the secret of a sender that makes its own is rotated to the one that is given', async () => {
  const { hook } = await made({ verify: { scheme: 'github' }, secret: 'the first of GitHub' });
  const rotate = (body: object) => app.inject({ method: 'POST', url: `${hook.path}/rotate`, payload: body });
  expect((await rotate({ overlapSeconds: 0, secret: 'the next of GitHub' })).json().secret).toBe('the next of GitHub');
  expect((await called(hook.path, githubHeaders('the next of GitHub', '{"n":1}', 'next'))).status).toBe(202);
  expect((await rotate({ overlapSeconds: 604_801 })).statusCode).toBe(400);
});

test('a hook needs a workflow that is there, and a maker who may start it', async () => {
  expect((await made(undefined, encodeURIComponent('shop/none'))).status).toBe(404);
  expect((await made(undefined, newId('wf'))).status).toBe(404);
  const weak = { ...room.principal, scopes: room.principal.scopes.filter((scope) => scope !== 'executions:write') };
  const needs = { db: room.db, bus: () => room.bus, sealing: sealingUnder(pepper), hooks: new KnownHooks(room.db) };
  const other = testApp({ ...room.parts, locals: hookOperations(needs), whoAsks: async () => weak });
  const url = `/v1/workflows/${reference}/hooks`;
  const answer = await other.inject({ method: 'POST', url, payload: { verify: { scheme: 'standard' } } });
  expect(answer.statusCode).toBe(403);
  await other.close();
});

test('messages are remembered for a day', async () => {
  const { hook } = await made();
  const call = () => called(hook.path, standardHeaders(hook.secret, '{"n":1}', { id: 'old' }));
  const first = await call();
  const age = (hours: number) =>
    room.db.asSystem(async (trx) => {
      await sql`set local role none`.execute(trx);
      await sql`update hook_call set received_at = now() - make_interval(hours => ${hours})`.execute(trx);
    });
  await age(23);
  await room.db.asSystem(sweepCalls);
  expect((await call()).body.id).toBe(first.body.id);
  await age(25);
  await room.db.asSystem(sweepCalls);
  expect(await call()).toMatchObject({ status: 202 });
});
