import { afterAll, beforeAll, expect, test } from 'vitest';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

test('whoever listens sees an emitted event with all its attributes, and may wait for any of them', async () => {
  await using worker = room.work(() => null);
  await using hearing = room.hear(worker);
  const save = (name: string, yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: ${name},`));
  const hears = await save(
    'hears',
    '  - hear: {listen: {to: {one: {with: {type: told, room: "12"}}}, read: envelope}}',
  );
  const id = await room.start(worker, hears);
  await room.standing(id, ({ status, worker: owner }) => status === 'waiting' && owner === null);
  const tell = (inRoom: number) =>
    `{emit: {event: {with: {source: https://a.example, type: told, time: "2026-01-01T00:00:00Z", dataschema: https://a.example/s, room: "${inRoom}", data: {n: 1}}}}}`;
  await room.start(worker, await save('tells', `  - other: ${tell(11)}\n  - tell: ${tell(12)}`));
  hearing.ring();
  expect((await room.ended(id)).output).toEqual([
    expect.objectContaining({
      room: '12',
      time: '2026-01-01T00:00:00Z',
      dataschema: 'https://a.example/s',
      data: { n: 1 },
    }),
  ]);
  const told = (await room.told()).findLast(({ type }) => type === 'told');
  expect(told).toMatchObject({
    time: '2026-01-01T00:00:00Z',
    dataschema: 'https://a.example/s',
    room: '12',
    data: { n: 1 },
  });
});
