import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { expect, test } from 'vitest';
import { readBundle } from '../src/read-bundle.ts';
import { toStructured } from '../src/structured-event.ts';

const workspaceId = newId('ws');
const subject = bundleSubject(`event.${workspaceId}.workflows.lifecycle.told`);
const event = (id: string, workspaceid = workspaceId) =>
  toStructured({ id, type: 'a.v1', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid }, `{"of":"${id}"}`);

test('the events of a bundle are facts of the workspace that its subject names, in their order', () => {
  expect(readBundle(subject, `[${event('1')},${event('2')}]`)).toMatchObject({
    facts: [
      { id: '1', workspaceId, data: { of: '1' } },
      { id: '2', workspaceId, data: { of: '2' } },
    ],
    refused: [],
  });
});

test('what is no bundle is refused as a whole', () => {
  expect(() => readBundle(`event.${workspaceId}.a.b.c`, '[]')).toThrow(/subject/);
  expect(() => readBundle(subject, 'nonsense')).toThrow(/JSON/);
  expect(() => readBundle(subject, event('1'))).toThrow(/array/);
});

test('what is no event, and one that claims another workspace, are refused, and the others are not', () => {
  const read = readBundle(
    subject,
    `[${event('1')},{"id":"2"},${event('3', newId('ws'))},${event('x'.repeat(300))},${event('5')}]`,
  );
  expect(read.facts.map(({ id }) => id)).toEqual(['1', '5']);
  expect(read.refused.map(({ message }) => message)).toEqual([
    expect.stringContaining('type'),
    expect.stringContaining('another workspace'),
    expect.stringContaining('id'),
  ]);
});

test('bytes of a bundle are told in base64', () => {
  const told = { id: '1', type: 'a', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid: workspaceId };
  const bytes = toStructured({ ...told, inBase64: true }, '"AP+A"');
  expect(readBundle(subject, `[${bytes}]`).facts).toMatchObject([{ data: 'AP+A', inBase64: true }]);
});
