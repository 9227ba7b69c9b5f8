import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const faults = {
  'the row is refused': [
    'alter table audit add constraint never check (false) not valid',
    'alter table audit drop constraint never',
  ],
  'the head is gone from reach': [
    'revoke update on audit_head from mesh_app',
    'grant update (seq, hash) on audit_head to mesh_app',
  ],
  'the right to insert is lost': ['revoke insert on audit from mesh_app', 'grant insert on audit to mesh_app'],
  'the commit fails': [
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
     create constraint trigger late after insert on audit deferrable initially deferred for each row execute function refuse()`,
    'drop trigger late on audit; drop function refuse()',
  ],
} as const;

test.each(Object.entries(faults))(
  'when %s, 250 reveals together give 250 refusals and no secret',
  async (_, [inject, heal]) => {
    const context = contextOf();
    const { id } = await room.store(context);
    const reveal = revealCredential(room.needs);
    const ask = () => reveal({ ...bare, params: { credentialId: id } }, context);
    await room.owner.query(inject);
    try {
      const answers = await Promise.allSettled(Array.from({ length: 250 }, ask));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toEqual([]);
      for (const answer of answers) {
        expect(answer).toMatchObject({ reason: { code: 'audit-unavailable', retryAfterSeconds: 2 } });
      }
      expect(JSON.stringify(answers)).not.toContain('canary');
    } finally {
      await room.owner.query(heal);
    }
    expect(await ask()).toMatchObject({ data: { token: TOKEN } });
    expect(await verifyAudit(room.needs)(bare, context)).toMatchObject({ valid: true, checked: 2 });
  },
);

test('of a group each has its own answer and its own row, in the order in which they asked', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const expired = await room.store(context, { name: 'expired', expiresAt: '2020-01-01T00:00:00.000Z' });
  const missing = (await room.store(contextOf())).id;
  const reveal = revealCredential(room.needs);
  const asked = [id, missing, expired.id, id];
  const answers = await Promise.allSettled(
    asked.map((credentialId, place) =>
      reveal({ ...bare, params: { credentialId } }, { ...context, requestId: `req-${place}` }),
    ),
  );
  expect(answers).toMatchObject([
    { value: { data: { token: TOKEN }, version: 1 } },
    { reason: { code: 'not-found' } },
    { reason: { code: 'credential-expired' } },
    { value: { data: { token: TOKEN } } },
  ]);
  const { rows } = await room.owner.query(
    "select request_id, outcome, details from audit where workspace_id = $1 and action = 'credential.reveal' order by seq",
    [context.workspaceId],
  );
  expect(rows).toEqual([
    { request_id: 'req-0', outcome: 'allowed', details: {} },
    { request_id: 'req-1', outcome: 'denied', details: { code: 'not-found' } },
    { request_id: 'req-2', outcome: 'denied', details: { code: 'credential-expired' } },
    { request_id: 'req-3', outcome: 'allowed', details: {} },
  ]);
});

test('a row that the database cannot hold is refused alone: its neighbours have their answers and their rows', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = revealCredential(room.needs);
  const poisoned = new Set([3, 41]);
  const answers = await Promise.allSettled(
    Array.from({ length: 64 }, (_, place) => {
      const requestId = poisoned.has(place) ? `req-${place}-\u0000` : `req-${place}`;
      return reveal({ ...bare, params: { credentialId: id } }, { ...context, requestId });
    }),
  );
  const refused = answers.flatMap(({ status }, place) => (status === 'rejected' ? [place] : []));
  expect(refused).toEqual([...poisoned]);
  for (const place of refused) expect(answers[place]).toMatchObject({ reason: { code: 'audit-unavailable' } });
  const { rows } = await room.owner.query(
    "select request_id from audit where workspace_id = $1 and action = 'credential.reveal' order by seq",
    [context.workspaceId],
  );
  const written = answers.flatMap(({ status }, place) => (status === 'fulfilled' ? [`req-${place}`] : []));
  expect(rows.map(({ request_id }) => request_id)).toEqual(written);
  expect(await verifyAudit(room.needs)(bare, context)).toMatchObject({ valid: true, checked: 63 });
});

test('a connection that waited too long for the audit is closed, and who comes next has another', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = revealCredential(room.needs);
  const ask = () => reveal({ ...bare, params: { credentialId: id } }, context);
  const holder = await room.owner.connect();
  await holder.query('begin');
  await holder.query('select from audit_head where workspace_id = $1 for update', [context.workspaceId]);
  for (let turn = 0; turn < 2; turn++) await expect(ask()).rejects.toMatchObject({ code: 'audit-unavailable' });
  await holder.query('rollback');
  holder.release();
  expect(await ask()).toMatchObject({ data: { token: TOKEN } });
  const { idleCount, totalCount, waitingCount } = room.needs.db.pool;
  expect({ busy: totalCount - idleCount, waitingCount }).toEqual({ busy: 0, waitingCount: 0 });
});

test('half a character in a request id does not break the chain', async () => {
  const context = contextOf(undefined, { requestId: 'req-\ud800' });
  const { id } = await room.store(context);
  await revealCredential(room.needs)({ ...bare, params: { credentialId: id } }, context);
  expect(await verifyAudit(room.needs)(bare, context)).toEqual({ valid: true, checked: 2 });
});
