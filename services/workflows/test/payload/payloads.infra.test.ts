import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { getExecution } from '../../src/execution/get-execution.ts';
import { MOST_BYTES } from '../../src/payload/size.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { asking } from '../asking.ts';
import { post } from '../execution/posting.ts';
import { eventually } from '../room.ts';
import { payloadRoom } from './payload-room.ts';

const MIB = 1_024 * 1_024;
const SECRET = 'a-word-that-nobody-else-writes';
const CALL = '  - ask: {call: http, with: {method: get, endpoint: https://a.example}}';

const its = payloadRoom();
const { get, history, needs, objectsOf, save } = its;

/** A value of about so many bytes. */
const large = (bytes: number): { text: string } => ({ text: SECRET.padEnd(bytes, ' abcdefgh') });

/** All that the database holds of an execution, as text. */
async function rowsOf(id: string): Promise<string> {
  const rows = await its.room.sql(sql<{ text: string }>`
    select row(e.*)::text as text from execution e where id = ${id}
    union all select row(j.*)::text from journal j where execution_id = ${id}`);
  return rows.map(({ text }) => text).join('\n');
}

test.each([
  ['5 MiB', 5 * MIB],
  ['32 MiB', MOST_BYTES],
])(
  'an input of %s goes in and comes out, and neither rows nor bucket show it',
  async (_, bytes) => {
    await using worker = its.room.work(() => null);
    const { workflowId } = await save('  - count: {set: {found: "${ .n }"}}');
    const around = JSON.stringify({ n: 7, text: '' }).length;
    const input = { n: 7, ...large(bytes - around) };
    expect(JSON.stringify(input)).toHaveLength(bytes);
    const begun = await post(its.room, worker, workflowId, { input, prefer: 'wait=60' });
    expect(begun).toMatchObject({
      status: 'completed',
      output: { found: 7 },
      input: null,
      leftOut: ['input'],
    });

    const rows = await rowsOf(begun.id);
    expect(rows).not.toContain(SECRET);
    expect(rows.length).toBeLessThan(8_192);
    expect((await get(begun.id)).input).toEqual(input);
    const [first] = (await history(begun.id)).items;
    expect(first).toMatchObject({ type: 'execution.started', data: { input } });

    const [object = ''] = await objectsOf(begun.id);
    const sealed = await its.kept.objects.get(object);
    expect(sealed.includes(SECRET)).toBe(false);
    expect(sealed.length).toBeLessThan(bytes + 100);
    expect(await objectsOf(begun.id)).toHaveLength(1); // row, happening and entry hold one value
  },
  120_000,
);

test('an input beyond 32 MiB is refused with 413, and nothing of it is left', async () => {
  await using worker = its.room.work(() => null);
  const { workflowId } = await save('  - one: {set: {a: 1}}');
  const id = newId('exe');
  const asked = post(its.room, worker, workflowId, { input: large(MOST_BYTES), id });
  await expect(asked).rejects.toMatchObject({ code: 'payload-too-large', extra: { limitBytes: MOST_BYTES } });
  expect(await rowsOf(id)).toBe('');
  expect(await objectsOf(id)).toEqual([]);
});

test('a result of 3 MiB outlives the process that got it', async () => {
  let asked = 0;
  const result = large(3 * MIB);
  const answer = (last: Json) => (effect: { pointer: string }) => {
    asked += 1;
    return effect.pointer.endsWith('/ask') ? result : last;
  };
  const about = await save(
    `${CALL}\n  - rest: {wait: {milliseconds: 1500}}\n  - measure: {set: {length: "\${ .text | length }"}}`,
  );
  let id = '';
  {
    await using first = its.room.work(answer(null));
    id = await its.room.start(first, about, { n: 1 });
    await eventually(async () => expect(JSON.stringify(await its.room.journal(id))).toContain('task.completed'));
  }
  expect(await rowsOf(id)).not.toContain(SECRET);
  await using _second = its.room.work(answer(null));
  expect(await its.room.ended(id)).toMatchObject({ status: 'completed', output: { length: result.text.length } });
  expect(asked).toBe(1);
});

test('a large output is told where one asks for it, and named where it is left out', async () => {
  await using worker = its.room.work(() => large(MIB));
  const about = await save(CALL);
  const id = await its.room.start(worker, about);
  await its.room.ended(id);
  expect((await get(id)).output).toEqual(large(MIB));
  const brief = await asking(getExecution(needs()), its.room.workspaceId, {
    params: { executionId: id },
    query: { large: 'omit' },
  });
  expect(brief).toMatchObject({ status: 'completed', output: null, leftOut: ['output'] });
  const page = await history(id, { large: 'omit' });
  expect(page.items.map(({ type, dataTooLarge = false }) => [type, dataTooLarge])).toEqual([
    ['execution.started', false],
    ['task.started', false],
    ['task.completed', true],
    ['execution.completed', true],
  ]);
  expect(page.items[2]).toMatchObject({ data: {}, dataUrl: `/v1/executions/${id}/journal?after=2&limit=1` });
  const [whole] = (await history(id, { after: 2, limit: 1 })).items;
  expect(whole).toMatchObject({ seq: 3, data: { output: large(MIB) } });
  expect(whole).not.toHaveProperty('kept');
});

test('an input that looks like a reference is just data', async () => {
  await using worker = its.room.work(() => null);
  const about = await save('  - give: {set: "${ . }"}');
  const first = await its.room.start(worker, about, large(MIB));
  await its.room.ended(first);
  const [row] = await its.room.sql(sql<{ inputRef: Json }>`select input_ref from execution where id = ${first}`);
  const reference = row?.inputRef as Json;
  for (const input of [
    reference,
    { inputRef: reference, kept: { input: reference } },
    { kind: 'kept', rest: { kind: 'started' }, kept: { input: reference } },
  ]) {
    const id = await its.room.start(worker, about, input);
    await its.room.ended(id);
    expect(await get(id)).toMatchObject({ input, output: input });
    expect((await history(id)).items[0]).toMatchObject({ data: { input } });
  }
});

test('what was changed in the bucket, or put in the place of another, is an error and no data', async () => {
  await using worker = its.room.work(() => null);
  const about = await save('  - count: {set: {length: "${ .text | length }"}}');
  const [one, other] = [
    await its.room.start(worker, about, large(MIB)),
    await its.room.start(worker, about, large(MIB)),
  ];
  for (const id of [one, other]) await its.room.ended(id);
  const [place = ''] = await objectsOf(one);
  const [another = ''] = await objectsOf(other);
  const sealed = await its.kept.objects.get(place);
  for (const at of [0, 5, 20, sealed.length >> 1, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await its.kept.objects.put(place, changed);
    await expect(get(one)).rejects.toMatchObject({ code: 'integrity-violation' });
  }
  const longer = Buffer.concat([sealed, Buffer.alloc(1)]);
  for (const wrong of [sealed.subarray(0, -1), longer, await its.kept.objects.get(another)]) {
    await its.kept.objects.put(place, wrong);
    await expect(get(one)).rejects.toMatchObject({ code: 'integrity-violation' });
  }
  await its.kept.objects.delete(place);
  await expect(get(one)).rejects.toMatchObject({ code: 'integrity-violation' });
  await its.kept.objects.put(place, sealed);
  expect((await get(one)).input).toEqual(large(MIB));
});

test('another workspace reads nothing of it, even with its reference', async () => {
  await using worker = its.room.work(() => null);
  const id = await its.room.start(worker, await save('  - one: {set: {a: 1}}'), large(MIB));
  await its.room.ended(id);
  const stranger = newId('ws');
  await expect(get(id, stranger)).rejects.toMatchObject({ code: 'not-found' });
  const [row] = await its.room.sql(sql<{ inputRef: never }>`select input_ref from execution where id = ${id}`);
  const [place = ''] = await objectsOf(id);
  await its.kept.objects.put(place.replace(its.room.workspaceId, stranger), await its.kept.objects.get(place));
  const taken = its.kept.payloads.value({ workspaceId: stranger, executionId: id }, row?.inputRef as never);
  await expect(taken).rejects.toMatchObject({ code: 'integrity-violation' });
});

test('while the object store is away a large start is refused for a while, and what runs waits for it', async () => {
  await using worker = its.room.work(() => large(MIB));
  const { workflowId, ...about } = await save(CALL);
  its.kept.store.isAway = true;
  try {
    const id = newId('exe');
    await expect(post(its.room, worker, workflowId, { input: large(MIB), id })).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: expect.any(Number),
    });
    expect(await rowsOf(id)).toBe('');
    const small = await post(its.room, worker, workflowId, { input: { n: 1 } });
    await eventually(async () =>
      expect((await its.room.journal(small.id)).at(-1)).toMatchObject({ type: 'task.started' }),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await its.room.row(small.id)).status).toBe('running');
    its.kept.store.isAway = false;
    expect(await its.room.ended(small.id)).toMatchObject({ status: 'completed' });
    expect((await get(small.id)).output).toEqual(large(MIB));
    expect(about.workspaceId).toBe(its.room.workspaceId);
  } finally {
    its.kept.store.isAway = false;
  }
});

test('who starts the same twice with a large input leaves one object behind', async () => {
  const worker = its.room.work(() => null);
  await using _worker = worker;
  const { workflowId } = await save('  - one: {set: {a: 1}}');
  const id = newId('exe');
  await post(its.room, worker, workflowId, { input: large(MIB), prefer: 'wait=20', id });
  expect(await post(its.room, worker, workflowId, { input: large(MIB), prefer: 'wait=20', id })).toMatchObject({
    id,
    status: 'completed',
  });
  expect(await objectsOf(id)).toHaveLength(1);
});

test('a large input waits in the queue as a reference', async () => {
  await using worker = its.room.work(() => null);
  const about = await save('  - count: {set: {length: "${ .text | length }"}}');
  const plan = await planCache(its.room.db)(its.room.workspaceId, about.workflowId);
  await eventually(async () => worker.engine);
  const id = newId('exe');
  const input = large(MIB);
  const { launch } = launcher({ db: its.room.db, worker });
  expect(await launch({ about: { ...about, id }, plan, input, concurrencyKey: 'k' })).toMatchObject({
    isPending: true,
  });
  expect(await rowsOf(id)).not.toContain(SECRET);
  expect(await its.room.ended(id)).toMatchObject({ status: 'completed', output: { length: input.text.length } });
  expect((await get(id)).input).toEqual(input);
});

/** The objects of an execution. */
