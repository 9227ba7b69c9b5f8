import type { CallContext } from '@mesh/bus/handler';
import { nobody } from '@mesh/contracts/principal';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../src/audit/list-audit.ts';
import { brokerCall } from '../src/broker/broker-call.ts';
import { testCredential } from '../src/broker/test-credential.ts';
import { updateCredential } from '../src/credential/update-credential.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { AccessTokens } from '../src/oauth2/access-tokens.ts';
import { finishOAuth2 } from '../src/oauth2/finish-oauth2.ts';
import { startOAuth2 } from '../src/oauth2/start-oauth2.ts';
import { type AuthorizationServer, openAuthorizationServer } from './authorization-server.ts';
import { openRoom, type Room } from './room.ts';

const opened = new AsyncDisposableStack();
let server: AuthorizationServer;
let room: Room;
beforeAll(async () => {
  server = opened.use(await openAuthorizationServer({ slowMs: 50 }));
  room = opened.use(await openRoom([server.host]));
});
beforeEach(() => {
  server.grants.length = 0;
  server.mood = 'good';
  server.lifeSeconds = 3_600;
});
afterAll(() => opened.disposeAsync());

const at = (credentialId: string, body: object = {}) => ({
  params: { credentialId },
  query: { environment: 'production' } as never,
  headers: {},
  body: body as never,
});
const client = () => ({
  token_url: `http://${server.host}/token`,
  client_id: 'client',
  client_secret: 'client secret',
  test_url: `http://${server.host}/me`,
});
const call = (context: CallContext, id: string, needs = room.needs) =>
  brokerCall(needs)(
    at(id, { method: 'GET', url: `http://${server.host}/me`, headers: {}, placeholders: {}, inject: true }),
    context,
  );

function stored(context: CallContext, type: 'oauth2' | 'oauth2-client-credentials') {
  const own = type === 'oauth2' ? { authorization_url: 'https://login.test/authorize' } : {};
  return room.store(context, { name: type, type, data: { ...client(), ...own }, allowedHosts: [server.host] });
}
const start = async (context: CallContext, id: string) =>
  (await startOAuth2(room.needs)(at(id), context)).authorizationUrl;
const finish = (query: { state: string; code?: string; error?: string }) =>
  finishOAuth2(room.needs)(
    { params: {}, query, headers: {}, body: {} },
    contextOf(nobody.workspaceId, { principal: nobody }),
  );
async function connected(context: CallContext) {
  const { id } = await stored(context, 'oauth2');
  await finish(server.visit(await start(context, id)));
  return id;
}
/** As if its time were over. */
const expire = (id: string) =>
  room.owner.query("update oauth2_token set renew_at = now() - interval '1 s' where credential_id = $1", [id]);
const told = async (workspaceId: string) => {
  const { rows } = await room.owner.query('select type, data from outbox where workspace_id = $1 order by id', [
    workspaceId,
  ]);
  return rows.filter(({ type }) => /refresh-failed|recovered/.test(type));
};

test('client credentials: the mesh asks for a token, sends it, and takes it out of what comes back', async () => {
  const context = contextOf();
  const { id } = await stored(context, 'oauth2-client-credentials');
  expect(await call(context, id)).toMatchObject({ status: 200, body: 'you sent Bearer [redacted]' });
  expect(await call(context, id)).toMatchObject({ status: 200 });
  expect(server.grants).toEqual(['client_credentials']);
  expect(await testCredential(room.needs)(at(id), context)).toMatchObject({ success: true });
});

test('a person connects a credential with PKCE, once', async () => {
  const context = contextOf();
  const { id } = await stored(context, 'oauth2');
  await expect(call(context, id)).rejects.toMatchObject({ code: 'unprocessable' });
  const url = await start(context, id);
  const asked = Object.fromEntries(new URL(url).searchParams);
  expect(asked).toMatchObject({ response_type: 'code', client_id: 'client', code_challenge_method: 'S256' });
  expect(asked['redirect_uri']).toBe('https://mesh.test/v1/oauth2/callback');
  const back = server.visit(url);
  expect(await finish(back)).toEqual({ credentialId: id, name: 'oauth2', connected: true });
  expect(await call(context, id)).toMatchObject({ body: 'you sent Bearer [redacted]' });
  await expect(finish(back)).rejects.toMatchObject({ code: 'unprocessable' });
  const { items } = await listAudit(room.needs)(
    { params: {}, query: { action: 'credential.connect' }, headers: {}, body: {} },
    context,
  );
  expect(items.map(({ actor, outcome }) => [actor.id, outcome])).toEqual([
    ['key_tester', 'allowed'],
    ['key_tester', 'allowed'],
  ]);
});

test('a state of another workspace, an old one and a refused one connect nothing', async () => {
  const context = contextOf();
  const { id } = await stored(context, 'oauth2');
  const { state, code } = server.visit(await start(context, id));
  const foreign = `${contextOf().workspaceId}${state.slice(state.indexOf('.'))}`;
  await expect(finish({ state: foreign, code })).rejects.toMatchObject({ code: 'unprocessable' });
  await room.owner.query("update oauth2_state set expires_at = now() - interval '1 s' where credential_id = $1", [id]);
  await expect(finish({ state, code })).rejects.toMatchObject({ code: 'unprocessable' });
  const again = server.visit(await start(context, id));
  await expect(finish({ state: again.state, error: 'access_denied' })).rejects.toMatchObject({
    message: 'access was denied',
  });
  await expect(finish(again)).rejects.toMatchObject({ code: 'unprocessable' });
  expect(server.grants).toEqual([]);
});

test('new data has to be connected again', async () => {
  const context = contextOf();
  const id = await connected(context);
  const begun = server.visit(await start(context, id));
  const data = { ...client(), authorization_url: 'https://login.test/authorize' };
  await updateCredential(room.needs, room.needs.catalogue)(at(id, { data }), context);
  await expect(call(context, id)).rejects.toMatchObject({ code: 'unprocessable' });
  await expect(finish(begun)).rejects.toMatchObject({ code: 'unprocessable' });
  await finish(server.visit(await start(context, id)));
  expect(await call(context, id)).toMatchObject({ status: 200 });
});

test('50 callers of an expired token on two replicas are one renewal upstream', async () => {
  const context = contextOf();
  const id = await connected(context);
  await expire(id);
  server.grants.length = 0;
  const keys = new KeyRing(room.needs.db, room.needs.provider);
  const second = { ...room.needs, keys, tokens: new AccessTokens({ ...room.needs, keys }) };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) => call(context, id, number % 2 ? second : room.needs)),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(server.grants).toEqual(['refresh_token']);
});

/** As if the token had been given a while ago. */
const age = (id: string) =>
  room.owner.query("update oauth2_token set renewed_at = renewed_at - interval '1 min' where credential_id = $1", [id]);

test('50 callers of a token that was revoked early are one renewal upstream, and each call is made once more', async () => {
  const context = contextOf();
  const id = await connected(context);
  await call(context, id);
  server.grants.length = 0;
  server.revoke();
  await age(id);
  const keys = new KeyRing(room.needs.db, room.needs.provider);
  const second = { ...room.needs, keys, tokens: new AccessTokens({ ...room.needs, keys }) };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) => call(context, id, number % 2 ? second : room.needs)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  expect(answers.every(({ body }) => body === 'you sent Bearer [redacted]')).toBe(true);
  expect(server.grants).toEqual(['refresh_token']);
}, 30_000);

test('a service that refuses every token is answered by 401, after one renewal in a while', async () => {
  const context = contextOf();
  const { id } = await stored(context, 'oauth2-client-credentials');
  await call(context, id);
  await age(id);
  const refusing = { method: 'GET', url: `http://${server.host}/refuses`, headers: {}, placeholders: {}, inject: true };
  const ask = () => brokerCall(room.needs)(at(id, refusing), context);
  for (const _ of [1, 2, 3]) expect(await ask()).toMatchObject({ status: 401, body: 'you sent Bearer [redacted]' });
  expect(server.grants).toEqual(['client_credentials', 'client_credentials']);
});

test('a lease that was lost keeps nothing, and the work of who has it now counts', async () => {
  const context = contextOf();
  const { id } = await stored(context, 'oauth2-client-credentials');
  const late = call(context, id);
  await expect.poll(() => server.grants.length).toBe(1);
  await room.owner.query('update oauth2_token set lease_epoch = lease_epoch + 1, leased_until = null');
  expect(await late).toMatchObject({ status: 200 });
  expect(server.grants).toEqual(['client_credentials', 'client_credentials']);
});

test('a renewal that fails is told once, and so is its recovery', async () => {
  const context = contextOf();
  const id = await connected(context);
  const { workspaceId } = context;
  for (const mood of ['refuses', 'fails'] as const) {
    await expire(id);
    await room.owner.query('update oauth2_token set retry_at = null where credential_id = $1', [id]);
    server.mood = mood;
    await expect(call(context, id)).rejects.toMatchObject({ code: 'egress-failed' });
  }
  const asked = server.grants.length;
  await expect(call(context, id)).rejects.toMatchObject({ message: expect.stringContaining('answered 503') });
  expect(server.grants).toHaveLength(asked);
  expect(await told(workspaceId)).toMatchObject([{ data: { credentialId: id, reason: expect.stringMatching(/400/) } }]);
  server.mood = 'good';
  await room.owner.query('update oauth2_token set retry_at = null where credential_id = $1', [id]);
  expect(await call(context, id)).toMatchObject({ status: 200 });
  expect((await told(workspaceId)).map(({ type }) => type)).toEqual([
    'mesh.credentials.credential.refresh-failed.v1',
    'mesh.credentials.credential.recovered.v1',
  ]);
});

test('tokens, codes, states and secrets of clients lie nowhere but in envelopes', async () => {
  const context = contextOf();
  const { state } = server.visit(await start(context, await connected(context)));
  const words = ['canary', 'client secret', state.slice(state.indexOf('.') + 1)];
  for (const table of ['oauth2_token', 'oauth2_state', 'outbox', 'audit', 'credential']) {
    const { rows } = await room.owner.query(`select row_to_json(t) as row from "${table}" t`);
    expect(rows, table).not.toEqual([]);
    for (const word of words)
      for (const form of [word, Buffer.from(word).toString('hex')])
        expect(JSON.stringify(rows), table).not.toContain(form);
  }
});
