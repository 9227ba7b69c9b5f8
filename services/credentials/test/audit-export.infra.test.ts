import { newId } from '@mesh/contracts/id';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvLine } from '../src/audit/csv-line.ts';
import { exportAudit } from '../src/audit/export-audit.ts';
import { listAudit } from '../src/audit/list-audit.ts';
import { addRows } from './audit-room.ts';
import { openRoom, type Room } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const exported = async (workspaceId: string, query: object) => {
  const request = { ...bare, query: { format: 'ndjson' as const, ...query } };
  const answer = await exportAudit(room.needs)(request, contextOf(workspaceId));
  return { ...answer, text: Buffer.from(answer.base64, 'base64').toString() };
};
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('NDJSON comes oldest first in parts of bounded size, and all parts together are the chain', async () => {
  const workspaceId = newId('ws');
  await addRows(room, workspaceId, 6_000);
  const seqs: number[] = [];
  for (let after = 0; ; ) {
    const { text, contentType } = await exported(workspaceId, { after });
    expect(contentType).toBe('application/x-ndjson');
    expect(text.length).toBeLessThanOrEqual(512 * 1024);
    const rows = rowsOf(text);
    seqs.push(...rows.map(({ seq }) => seq));
    if (seqs.length >= 6_000) break;
    after = seqs.at(-1) ?? 0;
  }
  expect(seqs.slice(0, 6_000)).toEqual(Array.from({ length: 6_000 }, (_, place) => place + 1));
});

test('CSV has a header and one line a row, and each export has a row of its own', async () => {
  const workspaceId = newId('ws');
  await addRows(room, workspaceId, 3);
  const { text, contentType, fileName } = await exported(workspaceId, { format: 'csv' });
  const lines = text.split('\r\n');
  expect([contentType, fileName]).toEqual([
    'text/csv; charset=utf-8; header=present',
    `audit-${workspaceId}-after-0.csv`,
  ]);
  expect(lines[0]).toBe(
    'seq,at,id,actor_type,actor_id,action,resource_type,resource_id,outcome,request_id,details,hash',
  );
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(/^1,.*,"\{""host"":""api\.example\.com"",/);
  expect(rowsOf((await exported(workspaceId, { after: 3 })).text)).toMatchObject([{ seq: 4, action: 'audit.export' }]);
});

test('a text that a spreadsheet would take for a formula is kept a text', () => {
  const row = {
    ...{ id: 'aud_1', at: '2026-01-01T00:00:00.000Z', actor: { id: '=cmd()', type: 'api-key' }, action: '@x' },
    ...{
      resource: { type: 'credential', id: '-1' },
      outcome: 'allowed' as const,
      requestId: 'a,"b"',
      details: {},
      seq: 1,
      hash: '00',
    },
  };
  expect(csvLine(row)).toBe(
    `1,2026-01-01T00:00:00.000Z,aud_1,api-key,'=cmd(),'@x,credential,'-1,allowed,"a,""b""",{},00\r\n`,
  );
});

test('lists and exports take the same filters', async () => {
  const workspaceId = newId('ws');
  await addRows(room, workspaceId, 100);
  const from = new Date(Date.now() - 60_000).toISOString();
  const filters = [
    [{ action: 'credential.use' }, 33],
    [{ actor: 'key_3' }, 14],
    [{ resource: 'cred_2' }, 20],
    [{ outcome: 'denied' as const }, 10],
    [{ request: 'req-77' }, 1],
    [{ from, action: 'credential.read' }, 33],
    [{ to: from }, 0],
    [{ action: 'credential.use', outcome: 'denied' as const, from }, 3],
  ] as const;
  for (const [filter, count] of filters) {
    const { items } = await listAudit(room.needs)(
      { ...bare, query: { limit: 100, ...filter } },
      contextOf(workspaceId),
    );
    expect([filter, items.length]).toEqual([filter, count]);
    const rows = rowsOf((await exported(workspaceId, filter)).text).filter(({ action }) => action !== 'audit.export');
    expect(rows.map(({ seq }) => seq)).toEqual(items.map(({ seq }) => seq).reverse());
  }
});
