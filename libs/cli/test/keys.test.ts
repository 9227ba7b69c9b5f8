import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { json, openStandIn, problem } from './stand-in.ts';

const id = newId('rot');
const rotation = (status: string, done: number, scope = 'root') => ({
  ...{ id, scope, status, done, target: 'new', total: 10, endedAt: null },
  byKey: { old: 10 - done, new: done },
  createdAt: '2027-01-01T00:00:00.000Z',
});

test('a rotation is begun, and its line tells what each key holds', async () => {
  await using gateway = await openStandIn({ 'POST /v1/key-rotations': [json(202, rotation('running', 0))] });
  const { code, said } = await gateway.mesh('keys', 'rotate');
  expect([code, said]).toEqual([0, `${id}  root  running  0/10  old: 10  new*: 0`]);
});

test('watched, it tells each change and ends with the rotation', async () => {
  await using gateway = await openStandIn({
    'POST /v1/key-rotations': [json(202, rotation('running', 0, 'workspace'))],
    [`GET /v1/key-rotations/${id}`]: [
      json(200, rotation('running', 0, 'workspace')),
      json(200, rotation('completed', 10, 'workspace')),
    ],
  });
  const { code, said } = await gateway.mesh('keys', 'rotate', '--workspace', '--watch');
  expect(code).toBe(0);
  expect(said.split('\n').map((line) => line.split('  ')[2])).toEqual(['running', 'completed']);
});

test('given again after it was cut, it watches the rotation that runs already', async () => {
  await using gateway = await openStandIn({
    'POST /v1/key-rotations': [problem(409, 'conflict')],
    'GET /v1/key-rotations': [
      json(200, {
        items: [{ ...rotation('running', 4, 'workspace'), id: newId('rot') }, rotation('running', 4)],
        nextCursor: null,
      }),
    ],
    [`GET /v1/key-rotations/${id}`]: [json(200, rotation('incomplete', 9))],
  });
  const { code, said, complained } = await gateway.mesh('keys', 'rotate', '--watch');
  expect([code, complained]).toEqual([3, 'this rotation runs already']);
  expect(said).toContain('4/10');
  expect(said).toContain('incomplete  9/10');
});

test('the last rotations are listed, and an incomplete one is told to scripts', async () => {
  const items = [rotation('incomplete', 9), rotation('completed', 10)];
  await using gateway = await openStandIn({ 'GET /v1/key-rotations': [json(200, { items, nextCursor: null })] });
  const { code, said } = await gateway.mesh('keys', 'status');
  expect([code, said.split('\n').length]).toEqual([3, 2]);
  expect((await gateway.mesh('keys', 'status', newId('rot'))).code).toBe(1);
});

test('where nothing was ever rotated, a person is told so and a script reads nothing', async () => {
  await using gateway = await openStandIn({ 'GET /v1/key-rotations': [json(200, { items: [], nextCursor: null })] });
  const { code, said, complained } = await gateway.mesh('keys', 'status');
  expect([code, said, complained]).toEqual([0, '', 'no keys have been rotated yet']);
});

test('a key without the scope is told so', async () => {
  await using gateway = await openStandIn({ 'POST /v1/key-rotations': [problem(403, 'forbidden')] });
  const { code, complained } = await gateway.mesh('keys', 'rotate');
  expect([code, complained]).toEqual([1, 'mesh: it is forbidden [req_1]']);
});
