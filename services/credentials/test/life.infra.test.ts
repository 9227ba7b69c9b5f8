import { newId } from '@mesh/contracts/id';
import { workflowArchived, workflowCreated } from '@mesh/contracts/workflows-events';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../src/audit/list-audit.ts';
import { brokerCall } from '../src/broker/broker-call.ts';
import { deleteCredential } from '../src/credential/delete-credential.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { ALARMING, RevealWatch } from '../src/credential/reveal-watch.ts';
import { updateCredential } from '../src/credential/update-credential.ts';
import { listCredentialDependents } from '../src/dependent/list-credential-dependents.ts';
import { onWorkflowTold } from '../src/dependent/on-workflow-told.ts';
import { tellDue } from '../src/expiry/tell-expiries.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const at = (credentialId: string, { body = {}, query = {} }: { body?: object; query?: object } = {}) => ({
  params: { credentialId },
  query: query as never,
  headers: {} as never,
  body: body as never,
});
const events = async (workspaceId: string, type: string) => {
  const { rows } = await room.owner.query('select data from outbox where workspace_id = $1 and type = $2 order by id', [
    workspaceId,
    `mesh.credentials.credential.${type}.v1`,
  ]);
  return rows.map(({ data }) => data);
};

/** Hears an event of workflows as the consumer does. */
async function hear(
  workspaceId: string,
  event: typeof workflowCreated,
  { workflowId, secrets, time }: { workflowId: string; secrets?: string[]; time: string },
) {
  const handler = onWorkflowTold().find(({ type }) => type === event.type);
  const data = { workflowId, namespace: 'sales', name: 'answer', version: '1.0.0', digest: 'd', secrets };
  const fact = { id: newId('evt'), type: event.type, source: '/services/workflows', workspaceId, time };
  await room.needs.db.inWorkspace(workspaceId, async (trx) =>
    handler?.handle(trx, { ...fact, data: event.data.parse(data) }),
  );
}
const dependents = async (context: ReturnType<typeof contextOf>, id: string) =>
  (await listCredentialDependents(room.needs)(at(id), context)).items;

test('a credential knows the workflows that use it, by name or id, in production', async () => {
  const context = contextOf();
  const { workspaceId } = context;
  const { id } = await room.store(context);
  const { id: staging } = await room.store(context, { environment: 'staging' });
  const [one, other, third] = [newId('wf'), newId('wf'), newId('wf')];
  await hear(workspaceId, workflowCreated, { workflowId: one, secrets: ['api'], time: '2030-01-01T00:00:00.000Z' });
  await hear(workspaceId, workflowCreated, { workflowId: other, secrets: [id], time: '2030-01-01T00:00:00.000Z' });
  await hear(workspaceId, workflowCreated, { workflowId: third, time: '2030-01-01T00:00:00.000Z' });
  await hear(contextOf().workspaceId, workflowCreated, {
    workflowId: newId('wf'),
    secrets: ['api', id],
    time: '2030-01-01T00:00:00.000Z',
  });
  expect((await dependents(context, id)).map(({ workflowId }) => workflowId)).toEqual([one, other]);
  expect(await dependents(context, staging)).toEqual([]);
  const first = await listCredentialDependents(room.needs)(at(id, { query: { limit: 1 } }), context);
  expect(first).toMatchObject({ items: [{ workflowId: one, namespace: 'sales', name: 'answer' }], nextCursor: one });
});

test('what is told late does not undo what was told since', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const told = { workflowId: newId('wf'), secrets: ['api'] };
  await hear(context.workspaceId, workflowArchived, { ...told, time: '2030-01-01T00:00:02.000Z' });
  await hear(context.workspaceId, workflowCreated, { ...told, time: '2030-01-01T00:00:01.000Z' });
  expect(await dependents(context, id)).toEqual([]);
  await hear(context.workspaceId, workflowCreated, { ...told, time: '2030-01-01T00:00:03.000Z' });
  expect(await dependents(context, id)).toHaveLength(1);
});

test('a credential in use is deleted by force alone', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const told = { workflowId: newId('wf'), secrets: ['api'], time: '2030-01-01T00:00:00.000Z' };
  await hear(context.workspaceId, workflowCreated, told);
  await expect(deleteCredential(room.needs)(at(id), context)).rejects.toMatchObject({
    code: 'conflict',
    extra: { dependents: [{ workflowId: told.workflowId }] },
  });
  await deleteCredential(room.needs)(at(id, { query: { force: 'true' } }), context);
  const { items } = await listAudit(room.needs)(
    { params: {}, query: { action: 'credential.delete' }, headers: {}, body: {} },
    context,
  );
  expect(items.map(({ outcome, details }) => [outcome, details['force']])).toEqual([
    ['allowed', true],
    ['denied', false],
  ]);
});

test('an expiry is told 30, 7 and 1 days before, each once over all replicas, and anew for a new one', async () => {
  const context = contextOf();
  const { workspaceId } = context;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 - 60_000).toISOString();
  const { id } = await room.store(context, { expiresAt: inDays(30) });
  await room.store(context, { name: 'later', expiresAt: inDays(40) });
  await room.store(context, { name: 'gone', expiresAt: inDays(-1) });
  const workflowId = newId('wf');
  await hear(workspaceId, workflowCreated, { workflowId, secrets: ['api'], time: '2030-01-01T00:00:00.000Z' });
  await Promise.all([tellDue(room.needs.db), tellDue(room.needs.db), tellDue(room.needs.db)]);
  expect(await events(workspaceId, 'expiring')).toMatchObject([
    { credentialId: id, days: 30, dependents: [{ workflowId }] },
  ]);
  const update = updateCredential(room.needs, room.needs.catalogue);
  for (const days of [7, 1]) {
    await update(at(id, { body: { expiresAt: inDays(days) } }), context);
    await tellDue(room.needs.db);
    await tellDue(room.needs.db);
  }
  expect((await events(workspaceId, 'expiring')).map(({ days }) => days)).toEqual([30, 7, 1]);
});

test('a name finds the credential of the environment that is asked for', async () => {
  const context = contextOf();
  await room.store(context, { allowedHosts: ['production.test'] });
  await room.store(context, { environment: 'staging', allowedHosts: [] });
  const call = { method: 'GET', url: 'http://elsewhere.test/', headers: {}, placeholders: {}, inject: true };
  const { id } = await room.store(context, { name: 'other' });
  for (const environment of ['production', 'staging'])
    await expect(
      brokerCall(room.needs)(at('api', { body: call, query: { environment } }), context),
    ).rejects.toMatchObject({
      code: 'credential-host-denied',
    });
  await expect(
    brokerCall(room.needs)(at('api', { body: call, query: { environment: 'development' } }), context),
  ).rejects.toMatchObject({ code: 'not-found' });
  const { items } = await listAudit(room.needs)(
    { params: {}, query: { action: 'credential.use' }, headers: {}, body: {} },
    context,
  );
  expect(new Set(items.map(({ resource }) => resource.id)).size).toBe(3);
  expect(items.map(({ resource }) => resource.id)).not.toContain(id);
});

test('an execution reveals nothing, and that it asked is in the audit', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const principal = { ...context.principal, id: newId('exe'), type: 'execution' as const };
  await expect(revealCredential(room.needs)(at(id), { ...context, principal })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const { items } = await listAudit(room.needs)(
    { params: {}, query: { actor: principal.id }, headers: {}, body: {} },
    context,
  );
  expect(items).toMatchObject([{ action: 'credential.reveal', outcome: 'denied' }]);
});

test('more than 100 reveals in a minute are an alarm, told once, and beyond the limit they are refused', async () => {
  const context = contextOf();
  const limit = ALARMING + 20;
  let now = 30_000;
  const watch = new RevealWatch({ ...room.needs, revealsPerMinute: limit, now: () => now });
  for (let reveal = 0; reveal < limit; reveal++) await watch.count(context);
  await watch.count(contextOf(context.workspaceId, { principal: { ...context.principal, id: 'key_other' } }));
  await expect(watch.count(context)).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 31 });
  now = 60_000;
  await expect(watch.count(context)).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 1 });
  now = 61_000;
  await watch.count(context);
  expect(await events(context.workspaceId, 'many-reveals')).toEqual([
    { actorId: 'key_tester', actorType: 'api-key', reveals: ALARMING + 1 },
  ]);
});

test('a limit below what alarms is an alarm when it refuses', async () => {
  const context = contextOf();
  let now = 0;
  const watch = new RevealWatch({ ...room.needs, revealsPerMinute: 1, now: () => now });
  await watch.count(context);
  for (now of [1, 2, 59_000]) await expect(watch.count(context)).rejects.toMatchObject({ code: 'rate-limited' });
  expect(await events(context.workspaceId, 'many-reveals')).toMatchObject([{ reveals: 2 }]);
});

test('a reveal beyond the limit is refused and audited', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = revealCredential({ ...room.needs, revealsPerMinute: 0 });
  await expect(reveal(at(id), context)).rejects.toMatchObject({ code: 'rate-limited' });
  const query = { action: 'credential.reveal' };
  const { items } = await listAudit(room.needs)({ params: {}, query, headers: {}, body: {} }, context);
  expect(items).toMatchObject([{ outcome: 'denied', details: { code: 'rate-limited' } }]);
});
