import { createServer } from 'node:http';
import type { CallContext } from '@mesh/bus/handler';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { brokerCall } from '../src/broker/broker-call.ts';
import { testCredential } from '../src/broker/test-credential.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { hostOf } from './host-of.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

const MANY = 200;
const bare = { params: {}, query: {}, headers: {}, body: {} };
const opened = new AsyncDisposableStack();
let room: Room;
let host: string;
/** The paths that were asked for. */
let seen: string[] = [];

beforeAll(async () => {
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end('ok');
  });
  host = await hostOf(server, opened);
  room = opened.use(await openRoom([host]));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => opened.disposeAsync());

const use = (context: CallContext, credentialId: string, path = '/') =>
  brokerCall(room.needs)(
    {
      ...bare,
      params: { credentialId },
      query: { environment: 'production' },
      body: {
        method: 'GET',
        url: `http://${host}${path}`,
        headers: {},
        repeatable: false,
        placeholders: {},
        inject: true,
      },
    },
    context,
  );

async function rowsOf({ workspaceId }: CallContext, action: string) {
  const { rows } = await room.owner.query(
    'select request_id, action, outcome, resource_id, details, xmin::text as transaction from audit where workspace_id = $1 and action like $2 order by seq',
    [workspaceId, action],
  );
  return rows;
}

test('200 uses that come together take few transactions, each with its own row', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host] });
  const answers = await Promise.all(
    Array.from({ length: MANY }, (_, place) =>
      use({ ...context, requestId: `req-${place}` }, place % 2 ? id : 'api', `/${place}`),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, () => 200));
  expect(new Set(seen).size).toBe(MANY);
  const rows = await rowsOf(context, 'credential.use');
  expect(rows.map(({ request_id }) => request_id)).toEqual(Array.from({ length: MANY }, (_, place) => `req-${place}`));
  expect(new Set(rows.map(({ resource_id }) => resource_id))).toEqual(new Set([id]));
  expect(rows[0].details).toEqual({ method: 'GET', host, version: 1 });
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThanOrEqual(4);
  expect(await verifyAudit(room.needs)(bare, context)).toEqual({ valid: true, checked: MANY + 1 });
});

test('reveals, uses and tests that come together share a transaction, and each has its own answer', async () => {
  const context = contextOf();
  const { id } = await room.store(context, {
    allowedHosts: [host],
    data: { token: TOKEN, test_url: `http://${host}/test` },
  });
  const { id: closed } = await room.store(context, { name: 'closed' });
  const at = { ...bare, params: { credentialId: id } };
  const answers = await Promise.allSettled([
    revealCredential(room.needs)(at, context),
    use(context, id),
    testCredential(room.needs)(at, context),
    use(context, closed),
    use(context, 'unknown'),
  ]);
  expect(answers).toMatchObject([
    { value: { data: { token: TOKEN } } },
    { value: { status: 200, body: 'ok' } },
    { value: { success: true } },
    { reason: { code: 'credential-host-denied' } },
    { reason: { code: 'not-found' } },
  ]);
  const rows = (await rowsOf(context, '%')).filter(({ action }) => action !== 'credential.create');
  expect(rows.map(({ action, outcome, resource_id }) => [action, outcome, resource_id]).sort()).toEqual([
    ['credential.reveal', 'allowed', id],
    ['credential.test', 'allowed', id],
    ['credential.use', 'allowed', id],
    ['credential.use', 'denied', closed],
    ['credential.use', 'denied', 'unknown'],
  ]);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(1);
});

test('when the audit fails under 200 uses, none of them leads anywhere', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host] });
  await room.owner.query('alter table audit add constraint never check (false) not valid');
  try {
    const answers = await Promise.allSettled(Array.from({ length: MANY }, () => use(context, id)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ reason: { code: 'audit-unavailable', retryAfterSeconds: 2 } });
    }
    expect(JSON.stringify(answers)).not.toContain('canary');
  } finally {
    await room.owner.query('alter table audit drop constraint never');
  }
  expect(seen).toEqual([]);
  expect(await use(context, id)).toMatchObject({ status: 200 });
});

test('a use whose row the database cannot hold is refused alone', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { allowedHosts: [host] });
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, place) =>
      use({ ...context, requestId: place === 7 ? 'req-\u0000' : 'req' }, id, `/${place}`),
    ),
  );
  expect(answers.flatMap(({ status }, place) => (status === 'rejected' ? [place] : []))).toEqual([7]);
  expect(seen).toHaveLength(19);
  expect(seen).not.toContain('/7');
});
