import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { readBundle } from '../src/event/read-bundle.ts';
import { toStructured } from '../src/event/structured-event.ts';

const workspaceId = newId('ws');
const event = (id: string, workspaceid = workspaceId) =>
  toStructured({ id, type: 'a.v1', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid }, `{"of":"${id}"}`);

test('the events of a bundle are facts of its workspace, in their order', () => {
  expect(readBundle(workspaceId, `[${event('1')},${event('2')}]`)).toMatchObject([
    { id: '1', workspaceId, data: { of: '1' } },
    { id: '2', workspaceId, data: { of: '2' } },
  ]);
});

test('what is no bundle is refused as a whole', () => {
  expect(() => readBundle(workspaceId, 'nonsense')).toThrow(/JSON/);
  expect(() => readBundle(workspaceId, event('1'))).toThrow(/array/);
});

test('in the place of what is no event, and of one that claims another workspace, is why', () => {
  const read = readBundle(
    workspaceId,
    `[${event('1')},{"id":"2"},${event('3', newId('ws'))},${event('x'.repeat(300))},${event('5')}]`,
  );
  expect(read.map((one) => (one instanceof Error ? one.message : one.id))).toEqual([
    '1',
    expect.stringContaining('type'),
    expect.stringContaining('another workspace'),
    expect.stringContaining('id'),
    '5',
  ]);
});

test('bytes of a bundle are told in base64', () => {
  const told = { id: '1', type: 'a', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid: workspaceId };
  const bytes = toStructured({ ...told, inBase64: true }, '"AP+A"');
  expect(readBundle(workspaceId, `[${bytes}]`)).toMatchObject([{ data: 'AP+A', inBase64: true }]);
});
