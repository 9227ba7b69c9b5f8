import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { lastSeq } from '../src/exported-parts.ts';
import { file, json, openStandIn } from './stand-in.ts';

const newest = (seq: number) =>
  json(200, {
    nextCursor: null,
    items: [
      {
        ...{ id: newId('aud'), seq, at: '2027-01-01T00:00:00.000Z', action: 'credential.read', outcome: 'allowed' },
        ...{ actor: { id: 'key_1', type: 'api-key' }, resource: { type: 'credential', id: 'c' }, requestId: 'r' },
        ...{ details: {}, hash: '00' },
      },
    ],
  });
const lines = (...seqs: number[]) => file(seqs.map((seq) => `{"seq":${seq}}\n`).join(''), 'application/x-ndjson');

test('a whole chain and a broken one have exit codes of their own', async () => {
  await using gateway = await openStandIn({
    'GET /v1/audit/verify': [
      json(200, { valid: true, checked: 12, checkpoint: { seq: 10, from: 'bucket' } }),
      json(200, { valid: false, checked: 4, firstBroken: 5 }),
    ],
  });
  expect(await gateway.mesh('audit', 'verify')).toMatchObject({
    code: 0,
    said: '12 rows checked, compared with the checkpoint at row 10 (bucket): whole',
  });
  expect(await gateway.mesh('audit', 'verify')).toMatchObject({ code: 3, said: '4 rows checked: BROKEN at row 5' });
});

test('an export goes on part by part up to the row that was the newest, though each part is a row itself', async () => {
  await using gateway = await openStandIn({
    'GET /v1/audit': [newest(5)],
    'GET /v1/audit/export': [lines(1, 2, 3), lines(4, 5, 6)],
  });
  const { code, said } = await gateway.mesh('audit', 'export', '--actor', 'key_1');
  expect([code, said.split('\n').length]).toEqual([0, 6]);
  expect(gateway.heard).toEqual([
    'GET /v1/audit?limit=1&actor=key_1',
    'GET /v1/audit/export?actor=key_1&format=ndjson&after=0',
    'GET /v1/audit/export?actor=key_1&format=ndjson&after=3',
  ]);
});

test('a CSV has one header, and lies in a file that others do not read', async () => {
  const header = 'seq,at,details\r\n';
  await using gateway = await openStandIn({
    'GET /v1/audit': [newest(3)],
    'GET /v1/audit/export': [
      file(`${header}1,x,"a ""quoted""\r\n99,y"\r\n2,x,\r\n`, 'text/csv'),
      file(`${header}3,x,\r\n`, 'text/csv'),
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), 'mesh-cli-'));
  const out = join(folder, 'audit.csv');
  expect((await gateway.mesh('audit', 'export', '--format', 'csv', '--out', out)).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toBe(`${header}1,x,"a ""quoted""\r\n99,y"\r\n2,x,\r\n3,x,\r\n`);
  expect(statSync(out).mode & 0o077).toBe(0);
  rmSync(folder, { recursive: true });
});

test('a part without rows has no last one', () => {
  expect([lastSeq('', 'ndjson'), lastSeq('seq,at\r\n', 'csv')]).toEqual([undefined, undefined]);
});
