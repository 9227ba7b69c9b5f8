import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { file, json, openStandIn, problem } from './stand-in.ts';

const at = '2027-01-01T00:00:00.000Z';
const workflow = { id: newId('wf'), namespace: 'shop', name: 'order', version: '1.0.0' };
const saved = { ...workflow, digest: 'd', status: 'active', createdAt: at };
const id = newId('exe');
const execution = (status: string, more: object = {}) => ({
  ...{ id, workflow, status, input: {}, startedAt: at },
  ...more,
});
const begun = { 'POST /v1/workflows/shop%2Forder/executions': [json(202, execution('running'))] };
const entry = { seq: 1, type: 'task.started', task: '/do/0/greet', at, data: {} };
const followed = [
  file(`id: 1:1\nevent: task.started\ndata: ${JSON.stringify(entry)}\n\n`, 'text/event-stream'),
  json(204, undefined),
];

test('workflows are listed by what the operation takes, and the next page is told', async () => {
  const page = { items: [saved], nextCursor: 'more' };
  await using gateway = await openStandIn({ 'GET /v1/workflows': [json(200, page)] });
  const { code, said, complained } = await gateway.mesh('workflows', 'list', '--namespace', 'shop', '--limit', '1');
  expect([code, said]).toEqual([0, `${workflow.id}  shop/order 1.0.0  ${at}`]);
  expect(complained).toBe('there is more: --cursor more');
  expect(gateway.heard).toEqual(['GET /v1/workflows?namespace=shop&limit=1']);
  expect(JSON.parse((await gateway.mesh('workflows', 'list', '--json')).said)).toEqual(saved);
});

test('a document is saved from its file, and what it lacks is told', async () => {
  const path = `${tmpdir()}/${newId('wf')}.yaml`;
  await writeFile(path, 'document: {}');
  const warnings = [{ pointer: '/do/0', message: 'the plugin is not installed' }];
  await using gateway = await openStandIn({
    'POST /v1/workflows': [json(201, { ...saved, created: true, warnings }), problem(422, 'workflow-invalid')],
  });
  const { code, said, complained } = await gateway.mesh('workflows', 'save', path);
  expect([code, said]).toEqual([0, `${workflow.id}  shop/order 1.0.0  saved`]);
  expect(complained).toBe('/do/0: the plugin is not installed');
  expect((await gateway.mesh('workflows', 'save', path)).code).toBe(1);
  expect((await gateway.mesh('workflows', 'save')).complained).toBe('mesh: FILE is missing');
});

test('a workflow is started, and followed to its output where that is asked for', async () => {
  await using gateway = await openStandIn({
    ...begun,
    [`GET /v1/executions/${id}/events`]: followed,
    [`GET /v1/executions/${id}`]: [json(200, execution('completed', { output: { n: 1 }, endedAt: at }))],
  });
  const alone = await gateway.mesh('workflows', 'start', 'shop/order', '--input', '{"n": 1}');
  expect([alone.code, alone.said]).toEqual([0, `${id}  running  shop/order 1.0.0  ${at}`]);
  const { code, said, complained } = await gateway.mesh('workflows', 'start', 'shop/order', '--follow');
  expect([code, JSON.parse(said)]).toEqual([0, { n: 1 }]);
  expect(complained.split('\n')).toEqual([
    `${id}  running  shop/order 1.0.0  ${at}`,
    `${at}  task.started  /do/0/greet`,
  ]);
  expect((await gateway.mesh('workflows', 'start', 'shop/order', '--input', '{')).code).toBe(2);
});

test('an execution that is followed to a bad end says why, and scripts see it', async () => {
  const error = { type: 'https://x.example/broken', status: 500, instance: '/do/0/greet' };
  await using gateway = await openStandIn({
    [`GET /v1/executions/${id}/events`]: followed,
    [`GET /v1/executions/${id}`]: [json(200, execution('faulted', { error, endedAt: at }))],
  });
  const { code, said, complained } = await gateway.mesh('executions', 'follow', id);
  expect([code, said]).toEqual([3, '']);
  expect(complained.split('\n').at(-1)).toBe(`${id} is faulted: https://x.example/broken, /do/0/greet`);
});

test('executions are listed, and asked one by one', async () => {
  const route = `POST /v1/executions/${id}`;
  await using gateway = await openStandIn({
    'GET /v1/executions': [json(200, { items: [execution('faulted')], nextCursor: null })],
    [`GET /v1/executions/${id}`]: [json(200, execution('faulted'))],
    [`${route}/retry`]: [json(200, execution('running'))],
    [`${route}/cancel`]: [problem(409, 'conflict')],
  });
  expect((await gateway.mesh('executions', 'list', '--status', 'faulted')).said).toContain(`${id}  faulted`);
  expect(gateway.heard).toEqual(['GET /v1/executions?status=faulted']);
  expect(JSON.parse((await gateway.mesh('executions', 'get', id)).said)).toMatchObject({ id, status: 'faulted' });
  expect(JSON.parse((await gateway.mesh('executions', 'retry', id)).said)).toMatchObject({ id, status: 'running' });
  expect((await gateway.mesh('executions', 'cancel', id)).code).toBe(1);
  expect((await gateway.mesh('executions', 'get')).complained).toBe('mesh: EXECUTION is missing');
});
