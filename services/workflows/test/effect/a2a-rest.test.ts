import { expect, test } from 'vitest';
import { a2aMethods } from '../../src/definition/dsl/a2a-methods.ts';
import { a2aRequest } from '../../src/effect/rpc/a2a-request.ts';
import type { Answer, Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const card0 = { url: 'https://agent.example/a2a/', preferredTransport: 'HTTP+JSON', name: 'Agent' };
const card1 = {
  name: 'Agent',
  supportedInterfaces: [
    { url: 'https://agent.example/grpc', protocolBinding: 'GRPC', protocolVersion: '1.0' },
    { url: '/rest', protocolBinding: 'HTTP+JSON', protocolVersion: '1.0', tenant: 'shop' },
  ],
};
/** An agent that offers HTTP+JSON alone. */
const agent = (card: object, answer: Answer | Stranger): Stranger => {
  return (asked) => {
    if (asked.path === '/card.json') return { body: card };
    return typeof answer === 'function' ? answer(asked) : answer;
  };
};
const ask = (more: string) => `
  - ask: {call: a2a, with: {agentCard: {endpoint: https://agent.example/card.json}, ${more}}}`;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const events = (told: readonly unknown[]): Answer => ({
  headers: { 'content-type': 'text/event-stream' },
  body: told.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''),
});

test('a2a 1.0: an agent that offers HTTP+JSON alone is sent a message by its paths, which its tenant begins', async () => {
  const body = { task: { id: 't1', status: { state: 'TASK_STATE_COMPLETED' } } };
  const told = { headers: { 'content-type': 'application/a2a+json' }, body };
  const ran = await runIn(agent(card1, told), ask('method: SendMessage, parameters: {message: {parts: [{text: hi}]}}'));
  expect(outputOf(ran)).toEqual(body);
  const [, sent] = ran.asked;
  expect(sent).toMatchObject({
    method: 'POST',
    path: '/rest/shop/message:send',
    headers: { 'a2a-version': '1.0', 'content-type': 'application/a2a+json' },
  });
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    message: { role: 'ROLE_USER', messageId: expect.stringMatching(uuid), parts: [{ text: 'hi' }] },
  });
});

test('a2a 0.3: over HTTP+JSON a message is sent below /v1 as its proto has it, and its result stands as over JSON-RPC', async () => {
  const told = { body: { task: { id: 't1', status: { state: 'TASK_STATE_COMPLETED' } } } };
  const send = 'method: message/send, parameters: {message: {parts: [{kind: text, text: hi}]}}';
  const ran = await runIn(agent(card0, told), ask(send));
  expect(outputOf(ran)).toEqual({ kind: 'task', id: 't1', status: { state: 'completed' } });
  expect(ran.asked).toHaveLength(2);
  expect(ran.asked[1]).toMatchObject({ path: '/a2a/v1/message:send', headers: { 'content-type': 'application/json' } });
  expect(ran.asked[1]?.headers['a2a-version']).toBeUndefined();
  expect(JSON.parse(ran.asked[1]?.body ?? '')).toEqual({
    message: { role: 'ROLE_USER', messageId: expect.stringMatching(uuid), content: [{ text: 'hi' }] },
  });
});

const sending = 'method: message/send, parameters: {message: {parts: [{kind: text, text: hi}]}}';
test('a2a 0.3: an agent that knows messages by the text of A2A alone is sent one so', async () => {
  const told = { kind: 'task', id: 't1', status: { state: 'completed' } };
  const plain: Stranger = ({ body }) => ('content' in JSON.parse(body).message ? { status: 400 } : { body: told });
  const ran = await runIn(agent(card0, plain), ask(sending));
  expect(outputOf(ran)).toEqual(told);
  expect(JSON.parse(ran.asked[2]?.body ?? '')).toMatchObject({
    message: { kind: 'message', role: 'user', parts: [{ kind: 'text', text: 'hi' }] },
  });
  expect(new Set(ran.asked.map(({ headers }) => headers['idempotency-key'])).size, 'a key for each').toBe(3);
});

test('a2a 0.3: push notifications are set as the proto has it, and where an agent does not take that, as its annotations do', async () => {
  const set = 'method: tasks/pushNotificationConfig/set, parameters: {taskId: t1, pushNotificationConfig: {url: u}}';
  const annotated: Stranger = ({ body }) => {
    return 'config' in JSON.parse(body)
      ? { status: 400 }
      : { body: { name: 'tasks/t1/pushNotificationConfigs/c1', pushNotificationConfig: { url: 'u' } } };
  };
  const ran = await runIn(agent(card0, annotated), ask(set));
  expect(outputOf(ran)).toEqual({ taskId: 't1', pushNotificationConfig: { url: 'u' } });
  expect(ran.asked.slice(1).map(({ body }) => JSON.parse(body))).toEqual([
    { parent: 'tasks/t1', config: { name: 'tasks/t1', pushNotificationConfig: { url: 'u' } } },
    { name: 'tasks/t1', pushNotificationConfig: { url: 'u' } },
  ]);
});

test('a2a 0.3: a message that an agent takes in no form is refused by what it says of the first', async () => {
  const strict: Stranger = ({ body }) => ({ status: 400, body: { says: Object.keys(JSON.parse(body).message) } });
  const { detail } = errorOf(await runIn(agent(card0, strict), ask(sending)));
  expect(detail).toMatch(/answered 400: .*content/);
});

test('a2a 0.3: a message in the JSON of protobuf is sent as it is', async () => {
  const send = 'method: message/send, parameters: {message: {role: ROLE_USER, content: [{text: hi}]}}';
  const ran = await runIn(agent(card0, { body: { message: { role: 'ROLE_AGENT', content: [] } } }), ask(send));
  expect(outputOf(ran)).toEqual({ kind: 'message', role: 'agent', parts: [] });
  expect(JSON.parse(ran.asked[1]?.body ?? '')).toEqual({
    message: { role: 'ROLE_USER', content: [{ text: 'hi' }], messageId: expect.stringMatching(uuid) },
  });
});

test.each([
  [
    card1,
    'SendStreamingMessage',
    [
      { task: { id: 't1', status: { state: 'TASK_STATE_WORKING' } } },
      { statusUpdate: { taskId: 't1', status: { state: 'TASK_STATE_COMPLETED' } } },
    ],
    undefined,
  ],
  [
    card0,
    'message/stream',
    [{ task: { id: 't1' } }, { artifactUpdate: { taskId: 't1' } }, { statusUpdate: { taskId: 't1', final: true } }],
    [
      { kind: 'task', id: 't1' },
      { kind: 'artifact-update', taskId: 't1' },
      { kind: 'status-update', taskId: 't1', final: true },
    ],
  ],
])(
  'a2a: a stream over HTTP+JSON puts out all that came, though it stays open: %j %s',
  async (card, method, told, as) => {
    const open = { ...events(told), isOpen: true };
    const ran = await runIn(agent(card, open), ask(`method: ${method}, parameters: {message: {parts: []}}`));
    expect(outputOf(ran)).toEqual(as ?? told);
    expect(ran.asked[1]?.path).toMatch(/\/message:stream$/);
  },
);

test.each([404, 405])('a2a: a task is subscribed to by POST where GET is answered with %i', async (status) => {
  const last = { task: { id: 't1', status: { state: 'TASK_STATE_COMPLETED' } } };
  const byPost: Stranger = ({ method }) => (method === 'POST' ? { ...events([last]), isOpen: true } : { status });
  const ran = await runIn(agent(card1, byPost), ask('method: SubscribeToTask, parameters: {id: t1}'));
  expect(outputOf(ran)).toEqual([last]);
  expect(ran.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /card.json',
    'GET /rest/shop/tasks/t1:subscribe',
    'POST /rest/shop/tasks/t1:subscribe',
  ]);
  expect(new Set(ran.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
});

test('a2a: a refusal over HTTP+JSON is an error with its status and what the agent says', async () => {
  const body = { error: { code: 404, status: 'NOT_FOUND', message: 'no such task' } };
  const ran = await runIn(agent(card1, { status: 404, body }), ask('method: GetTask, parameters: {id: t1}'));
  expect(errorOf(ran)).toMatchObject({
    type: expect.stringMatching(/communication$/),
    status: 404,
    detail: expect.stringContaining('no such task'),
  });
});

test('a2a: a stream over HTTP+JSON that tells an error is one, though it stays open', async () => {
  const failing = { ...events([{ error: { code: 500, message: 'out of tokens' } }]), isOpen: true };
  const ran = await runIn(agent(card1, failing), ask('method: SendStreamingMessage, parameters: {message: {}}'));
  expect(errorOf(ran)).toMatchObject({
    type: expect.stringMatching(/runtime$/),
    detail: expect.stringContaining('out of tokens'),
  });
});

test('a2a: an answer over HTTP+JSON that is no JSON is none', async () => {
  const ran = await runIn(agent(card1, { body: '<p>hello</p>' }), ask('method: GetTask, parameters: {id: t1}'));
  expect(errorOf(ran)).toMatchObject({ status: 502, detail: 'GetTask was not answered' });
});

const rpc = { url: '/rpc', protocolBinding: 'JSONRPC' };
const rest = { url: '/rest', protocolBinding: 'HTTP+JSON' };
test.each([
  [
    'JSON-RPC before HTTP+JSON',
    [
      { ...rest, protocolVersion: '1.0' },
      { ...rpc, protocolVersion: '1.0' },
    ],
    '/rpc',
  ],
  [
    'its version before JSON-RPC',
    [
      { ...rpc, protocolVersion: '0.3' },
      { ...rest, protocolVersion: '1.0' },
    ],
    '/rest/tasks/t1',
  ],
  [
    'JSON-RPC in another version before none',
    [
      { ...rest, protocolVersion: '0.3' },
      { ...rpc, protocolVersion: '0.3' },
    ],
    '/rpc',
  ],
])('a2a: of the interfaces of a card a method is asked at %s', async (_what, supportedInterfaces, path) => {
  const told = { body: { jsonrpc: '2.0', id: 1, result: {} } };
  const ran = await runIn(agent({ supportedInterfaces }, told), ask('method: GetTask, parameters: {id: t1}'));
  outputOf(ran);
  expect(ran.asked[1]?.path).toBe(path);
});

test('a2a: an interface whose tenant is spelled out as none has none', async () => {
  const supportedInterfaces = [{ ...rest, protocolVersion: '1.0', tenant: '' }];
  const ran = await runIn(agent({ supportedInterfaces }, { body: {} }), ask('method: GetTask, parameters: {id: t1}'));
  expect(ran.asked[1]?.path).toBe('/rest/tasks/t1');
});

test.each([
  [card0, /speaks A2A 0\.3, which calls GetTask tasks\/get, /],
  [{ url: 'agent.example:443', preferredTransport: 'GRPC' }, /neither JSON-RPC nor HTTP\+JSON/],
])('a2a: a card without an interface that can be asked says so: %j', async (card, detail) => {
  const ran = await runIn(agent(card, { body: {} }), ask('method: GetTask, parameters: {id: t1}'));
  expect(errorOf(ran)).toMatchObject({ status: 501, detail: expect.stringMatching(detail) });
});

test.each([
  ['tasks/get', { id: 't 1', historyLength: 3 }, 'GET /v1/tasks/t%201?historyLength=3', undefined],
  ['tasks/list', {}, 'GET /v1/tasks', undefined],
  ['tasks/cancel', { id: 't1', metadata: { why: 'x' } }, 'POST /v1/tasks/t1:cancel', { metadata: { why: 'x' } }],
  [
    'tasks/pushNotificationConfig/set',
    { taskId: 't1', pushNotificationConfig: { url: 'u' } },
    'POST /v1/tasks/t1/pushNotificationConfigs',
    { pushNotificationConfig: { url: 'u' } },
  ],
  [
    'tasks/pushNotificationConfig/delete',
    { id: 't1', pushNotificationConfigId: 'c1' },
    'DELETE /v1/tasks/t1/pushNotificationConfigs/c1',
    undefined,
  ],
  ['agent/getAuthenticatedExtendedCard', {}, 'GET /v1/card', undefined],
  ['GetTask', { tenant: 'a/b', id: 't1' }, 'GET /a%2Fb/tasks/t1', undefined],
  ['GetTask', { tenant: '', id: 't1' }, 'GET /tasks/t1', undefined],
  [
    'ListTasks',
    { status: 'TASK_STATE_WORKING', pageSize: 5, tag: ['a', 'b c'], none: null },
    'GET /tasks?status=TASK_STATE_WORKING&pageSize=5&tag=a&tag=b%20c',
    undefined,
  ],
  ['CancelTask', { id: 't1' }, 'POST /tasks/t1:cancel', {}],
  [
    'CreateTaskPushNotificationConfig',
    { taskId: 't1', url: 'u' },
    'POST /tasks/t1/pushNotificationConfigs',
    { url: 'u' },
  ],
  ['GetTaskPushNotificationConfig', { taskId: 't1', id: 'c1' }, 'GET /tasks/t1/pushNotificationConfigs/c1', undefined],
  ['GetExtendedAgentCard', {}, 'GET /extendedAgentCard', undefined],
])('a2a: %s with %j is %s over HTTP+JSON', (method, parameters, line, body) => {
  const { verbs, path, body: given } = a2aRequest(method, parameters);
  expect(`${verbs[0]} ${path}`).toBe(line);
  expect(given).toEqual(body);
});

test.each([
  ['GetTask', {}, /needs the parameter id/],
  ['GetTask', { id: 1 }, /needs the parameter id/],
  ['GetTask', { id: '..', historyLength: 1 }, /leads elsewhere/],
  ['ListTasks', { filter: { a: 1 } }, /takes no object/],
])('a2a: %s with %j cannot be asked over HTTP+JSON', (method, parameters, detail) => {
  expect(() => a2aRequest(method, parameters)).toThrow(detail);
});

test.each(a2aMethods)('a2a: %s has a path of its own', (method) => {
  const parameters = { id: 't1', taskId: 't2', pushNotificationConfigId: 'c1' };
  expect(a2aRequest(method, parameters).path).toMatch(/^\/[^{}]+$/);
});
