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
  const facts = readBundle(subject, `[${event('1')},${event('2')}]`);
  expect(facts).toMatchObject([
    { id: '1', workspaceId, data: { of: '1' } },
    { id: '2', workspaceId, data: { of: '2' } },
  ]);
});

test('what is no bundle is refused as a whole', () => {
  expect(() => readBundle(`event.${workspaceId}.a.b.c`, '[]')).toThrow(/subject/);
  expect(() => readBundle(subject, 'nonsense')).toThrow(/JSON/);
  expect(() => readBundle(subject, event('1'))).toThrow(/array/);
  expect(() => readBundle(subject, '[{"id":"1"}]')).toThrow(/type/);
});

test('an event that claims another workspace than its subject is refused', () => {
  expect(() => readBundle(subject, `[${event('1')},${event('2', newId('ws'))}]`)).toThrow(/another workspace/);
});
