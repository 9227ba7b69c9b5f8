import { expect, test } from 'vitest';
import type { Answer, Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

type Message = { id?: number; method: string; params?: Record<string, unknown> };

/** A server of MCP with sessions, which streams its answers. */
const mcp: Stranger = ({ method, headers, body }) => {
  if (method === 'DELETE') return { status: 204 };
  const { id, method: asked, params } = JSON.parse(body) as Message;
  if (asked === 'initialize')
    return {
      headers: { 'mcp-session-id': 's1' },
      body: { jsonrpc: '2.0', id, result: { protocolVersion: '2025-03-26' } },
    };
  if (headers['mcp-session-id'] !== 's1' || headers['mcp-protocol-version'] !== '2025-03-26') return { status: 400 };
  if (id === undefined) return { status: 202 };
  if (params?.['name'] === 'broken')
    return { body: { jsonrpc: '2.0', id, error: { code: -32602, message: 'no such tool' } } };
  const told = { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: asked }], got: params ?? null } };
  const text = `event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\n\ndata: ${JSON.stringify(told)}\n\n`;
  return { headers: { 'content-type': 'text/event-stream' }, body: text };
};
const askMcp = (more: string, transport = '{http: {endpoint: https://mcp.example/, headers: {x-one: "1"}}}') => `
  - ask: {call: mcp, with: {method: tools/call, ${more}, transport: ${transport}}}`;

test('mcp: a session is begun, asked by streamable HTTP and ended', async () => {
  const ran = await runIn(mcp, askMcp('parameters: {name: add, arguments: {a: 1}}'));
  expect(outputOf(ran)).toMatchObject({ got: { name: 'add', arguments: { a: 1 } } });
  expect(ran.asked.map(({ method, body }) => (body ? (JSON.parse(body) as Message).method : method))).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/call',
    'DELETE',
  ]);
  expect(ran.asked.every(({ headers }) => headers['x-one'] === '1')).toBe(true);
  expect(new Set(ran.asked.map(({ headers }) => headers['idempotency-key'])).size, 'a key for each request').toBe(4);
});

test.each([205, 212, 216, 250])(
  'mcp: no key is longer than 255 characters, of a task named with %i',
  async (length) => {
    const ran = await runIn(mcp, askMcp('parameters: {name: add}').replace('ask:', `${'a'.repeat(length)}:`));
    expect(outputOf(ran)).toMatchObject({ got: { name: 'add' } });
    const keys = ran.asked.map(({ headers }) => String(headers['idempotency-key']));
    expect(new Set(keys).size).toBe(4);
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(255);
  },
);

test('mcp: a session whose server does not answer in time is ended all the same', async () => {
  const silent: Stranger = (asked) => {
    if (asked.body.includes('silence')) return new Promise(() => {});
    return mcp(asked);
  };
  const ran = await runIn(silent, askMcp('parameters: {name: silence}, timeout: {milliseconds: 300}'));
  expect(errorOf(ran)).toMatchObject({ status: 408 });
  expect(ran.asked.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 's1' } });
});

test('mcp: the answer is taken from a stream that stays open behind it, in which the server asks something itself', async () => {
  const own = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n\n`;
  const open: Stranger = async (asked) => {
    const answer = await mcp(asked);
    return asked.body.includes('tools/call') ? { ...answer, body: own + answer?.body, isOpen: true } : { ...answer };
  };
  const ran = await runIn(open, askMcp('parameters: {name: add}, timeout: {seconds: 3}'));
  expect(outputOf(ran)).toMatchObject({ got: { name: 'add' } });
});

test.each([
  ['ping', { result: {} }],
  ['roots/list', { error: { code: -32_601, message: 'Method not found' } }],
])('mcp: a server that asks for %s before it answers is answered in the session', async (method, answer) => {
  const heard = Promise.withResolvers<void>();
  const asks: Stranger = async (asked) => {
    if (asked.method === 'POST' && !('method' in JSON.parse(asked.body))) {
      heard.resolve();
      return { status: 202 };
    }
    const { body, ...answer } = (await mcp(asked)) ?? {};
    if (!asked.body.includes('tools/call')) return { ...answer, body };
    const own = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 'ours', method })}\n\n`;
    return { ...answer, body: own, rest: heard.promise.then(() => String(body)) };
  };
  const ran = await runIn(asks, askMcp('parameters: {name: add}, timeout: {seconds: 5}'));
  expect(outputOf(ran)).toMatchObject({ got: { name: 'add' } });
  const answered = ran.asked.find(({ body }) => body.includes('"ours"'));
  expect(JSON.parse(answered?.body ?? '')).toEqual({ jsonrpc: '2.0', id: 'ours', ...answer });
  expect(answered?.headers).toMatchObject({ 'mcp-session-id': 's1', 'mcp-protocol-version': '2025-03-26' });
});

test('mcp: a server that asks for ping before it has begun the session is answered in it', async () => {
  const heard = Promise.withResolvers<void>();
  const asks: Stranger = async (asked) => {
    if (asked.method === 'POST' && !('method' in JSON.parse(asked.body))) {
      heard.resolve();
      return { status: 202 };
    }
    const { body, headers = {}, ...answer } = (await mcp(asked)) ?? {};
    if (!asked.body.includes('"initialize"')) return { ...answer, headers, body };
    const own = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 'ours', method: 'ping' })}\n\n`;
    const rest = heard.promise.then(() => `data: ${JSON.stringify(body)}\n\n`);
    return { ...answer, headers: { ...headers, 'content-type': 'text/event-stream' }, body: own, rest };
  };
  const ran = await runIn(asks, askMcp('parameters: {name: add}, timeout: {seconds: 5}'));
  expect(outputOf(ran)).toMatchObject({ got: { name: 'add' } });
  const answered = ran.asked.find(({ body }) => body.includes('"ours"'));
  expect(JSON.parse(answered?.body ?? '')).toEqual({ jsonrpc: '2.0', id: 'ours', result: {} });
  expect(answered?.headers).toMatchObject({ 'mcp-session-id': 's1', 'x-one': '1' });
  const keys = ran.asked.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size, 'a key for each request').toBe(keys.length);
});

const inParts = (first: Answer, ...others: Answer[]): Stranger => {
  const left = [...others];
  return async (asked) => {
    if (asked.method === 'GET') return left.shift() ?? { status: 405 };
    const answer = await mcp(asked);
    return asked.body.includes('tools/call') ? { ...answer, ...first } : { ...answer };
  };
};
const stream = { 'content-type': 'text/event-stream' };
const result = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: { got: 'late' } })}\n\n`;

test.each([
  ['ends', {}],
  ['breaks off', { isOpen: true, isCut: true }],
])('mcp: a stream that %s before the answer goes on behind its last event', async (_what, how) => {
  const first = { headers: stream, body: 'id: e1\nretry: 10\ndata:\n\n', ...how };
  const second = { headers: stream, body: 'retry: 10\nid: e2\ndata:\n\n' };
  const ran = await runIn(inParts(first, second, { headers: stream, body: result }), askMcp('parameters: {name: add}'));
  expect(outputOf(ran)).toEqual({ got: 'late' });
  const behind = ran.asked.filter(({ method }) => method === 'GET').map(({ headers }) => headers);
  expect(behind.map((headers) => [headers['last-event-id'], headers['mcp-session-id']])).toEqual([
    ['e1', 's1'],
    ['e2', 's1'],
  ]);
  expect(ran.asked.filter(({ body }) => body.includes('tools/call'))).toHaveLength(1);
});

test.each([
  ['without an id', 'data:\n\n', 502, 'tools/call was not answered'],
  ['of a server that has no more of it', 'id: e1\nretry: 10\ndata:\n\n', 405, 'the server answered 405'],
  ['of a session that is lost', 'id: e1\nretry: 10\ndata:\n\n', 404, 'tools/call was not answered'],
])('mcp: a stream %s is over when it ends', async (_what, body, told, detail) => {
  const status = told === 404 ? 502 : told;
  const ran = await runIn(inParts({ headers: stream, body }, { status: told }), askMcp('parameters: {name: add}'));
  expect(ran.asked.filter((one) => one.body.includes('tools/call'))).toHaveLength(1);
  expect(errorOf(ran)).toMatchObject({ status, detail: expect.stringContaining(detail) });
});

/** Of so many sessions nothing is known when they are asked in. */
const forgetful = (lost: number): Stranger => {
  let left = lost;
  return (asked) => (asked.body.includes('tools/call') && left-- > 0 ? { status: 404 } : mcp(asked));
};
const methodsOf = ({ asked }: Awaited<ReturnType<typeof runIn>>) =>
  asked.map(({ method, body }) => (body ? (JSON.parse(body) as Message).method : method));

test('mcp: where a session is lost another is begun, and what was asked in it is asked again', async () => {
  const ran = await runIn(forgetful(1), askMcp('parameters: {name: add}'));
  expect(outputOf(ran)).toMatchObject({ got: { name: 'add' } });
  const session = ['initialize', 'notifications/initialized', 'tools/call', 'DELETE'];
  expect(methodsOf(ran)).toEqual([...session, ...session]);
  expect(new Set(ran.asked.map(({ headers }) => headers['idempotency-key'])).size, 'a key for each request').toBe(8);
});

test.each([
  ['sessions that are lost again and again', askMcp('parameters: {name: add}'), 2],
  [
    'a session that is lost, of what may be asked once',
    `${askMcp('parameters: {name: add}').trimEnd().slice(0, -1)}, metadata: {retry: never}}`,
    1,
  ],
])('mcp: %s are an error', async (_what, yaml, times) => {
  const ran = await runIn(forgetful(9), yaml);
  expect(errorOf(ran)).toMatchObject({ status: 404 });
  expect(methodsOf(ran).filter((one) => one === 'tools/call')).toHaveLength(times);
});

test('mcp: a server that takes no answer to what it asks is heard all the same', async () => {
  const own = [1, 2, 3].map((id) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n\n`).join('');
  const deaf: Stranger = async (asked) => {
    if (asked.method === 'POST' && !('method' in JSON.parse(asked.body))) return { status: 400 };
    const answer = await mcp(asked);
    return asked.body.includes('tools/call') ? { ...answer, body: own + answer?.body } : { ...answer };
  };
  expect(outputOf(await runIn(deaf, askMcp('parameters: {name: add}')))).toMatchObject({ got: { name: 'add' } });
});

test.each([
  ['tools/call', 'name: add', 'add'],
  ['tools/call', 'name: "füge"', '=?base64?ZsO8Z2U=?='],
  ['prompts/get', 'name: "=?base64?x?="', '=?base64?PT9iYXNlNjQ/eD89?='],
  ['resources/read', 'uri: "file:///a b"', 'file:///a b'],
  ['tools/list', 'cursor: c', undefined],
])('mcp: from 2026-07-28 on %s of %s is asked by itself, without a session', async (method, parameters, name) => {
  const alone: Stranger = ({ headers, body }) => {
    const { id, method, params } = JSON.parse(body) as Message;
    return { body: { jsonrpc: '2.0', id, result: { headers, method, params } } };
  };
  const ran = await runIn(
    alone,
    askMcp(`parameters: {${parameters}, _meta: {progressToken: 7}}, protocolVersion: "2026-07-28"`).replace(
      'tools/call',
      method,
    ),
  );
  expect(ran.asked).toHaveLength(1);
  const output = outputOf(ran) as { headers: Record<string, string> };
  expect(output).toMatchObject({
    method,
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'x-one': '1' },
    params: {
      _meta: {
        progressToken: 7,
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'automatos-mesh' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  expect(output.headers['mcp-name']).toBe(name);
});

test.each([30, 3_650])('mcp: a server has the %i days that a call gives it', async (days) => {
  expect(outputOf(await runIn(mcp, askMcp(`timeout: {days: ${days}}`)))).toMatchObject({ got: {} });
});

test.each([
  ['an error of the server is one of the runtime', askMcp('parameters: {name: broken}'), mcp, /runtime$/],
  [
    'a server that is down is one of communication',
    askMcp('timeout: {seconds: 5}'),
    () => ({ status: 503 }),
    /communication$/,
  ],
  [
    'stdio is a matter of configuration',
    askMcp('timeout: {seconds: 5}', '{stdio: {command: npx}}'),
    mcp,
    /configuration$/,
  ],
] as const)('mcp: %s', async (_what, yaml, stranger, type) => {
  expect(errorOf(await runIn(stranger, yaml)).type).toMatch(type);
});

const agent: Stranger = ({ path, body }) => {
  if (path === '/.well-known/agent-card.json') return { body: { url: 'https://agent.example/a2a', name: 'Agent' } };
  const { id, method, params } = JSON.parse(body) as Message;
  if (method === 'message/stream') {
    const events = [{ kind: 'task' }, { kind: 'status-update', final: true }].map((result) => ({
      jsonrpc: '2.0',
      id,
      result,
    }));
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return { headers: { 'content-type': 'text/event-stream' }, body: text };
  }
  return { body: { jsonrpc: '2.0', id, result: { path, method, params } } };
};
const askAgent = (more: string) => `
  - ask: {call: a2a, with: {${more}}}`;

test.each([
  ['beside an error that is null', (result: object) => ({ jsonrpc: '2.0', id: 1, result, error: null })],
  [
    'in a batch',
    (result: object) => [
      { jsonrpc: '2.0', method: 'told' },
      { jsonrpc: '2.0', id: 1, result },
    ],
  ],
])('a result may stand %s', async (_what, answer) => {
  const get = 'method: tasks/get, server: https://agent.example/x, parameters: {id: t1}';
  expect(outputOf(await runIn(() => ({ body: answer({ id: 't1' }) }), askAgent(get)))).toEqual({ id: 't1' });
});

test('a server that could not read the question says so under no id', async () => {
  const body = { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'no such thing' } };
  const get = 'method: tasks/get, server: https://agent.example/x, parameters: {id: t1}';
  expect(errorOf(await runIn(() => ({ body }), askAgent(get)))).toMatchObject({
    detail: 'tasks/get failed: no such thing (-32700)',
  });
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
test('a2a: the card tells where the agent is, and a message gets its id and its role', async () => {
  const more =
    'method: message/send, agentCard: {endpoint: https://agent.example/.well-known/agent-card.json}, parameters: {message: {parts: [{kind: text, text: hi}]}}';
  expect(outputOf(await runIn(agent, askAgent(more)))).toMatchObject({
    path: '/a2a',
    params: { message: { role: 'user', messageId: expect.stringMatching(uuid), parts: [{ text: 'hi' }] } },
  });
});

test('a2a: a card whose address is none is a failure of whoever answered with it', async () => {
  const card = 'method: tasks/get, agentCard: {endpoint: https://agent.example/.well-known/agent-card.json}';
  const ran = await runIn(() => ({ body: { url: 'http://', name: 'Agent' } }), askAgent(card));
  expect(errorOf(ran)).toMatchObject({ type: expect.stringMatching(/communication$/), status: 502 });
});

test('a2a: a stream puts out all that came, and a server may be told without a card', async () => {
  const stream = 'method: message/stream, server: https://agent.example/a2a, parameters: {message: {parts: []}}';
  expect(outputOf(await runIn(agent, askAgent(stream)))).toEqual([
    { kind: 'task' },
    { kind: 'status-update', final: true },
  ]);
  const get = 'method: tasks/get, server: {uri: https://agent.example/x}, parameters: {id: t1}';
  expect(outputOf(await runIn(agent, askAgent(get)))).toMatchObject({ path: '/x', params: { id: 't1' } });
});

test.each([
  ['an update that says so', { kind: 'status-update', final: true }],
  ['a message', { kind: 'message', parts: [] }],
])('a2a: a stream that stays open ends with %s', async (_what, last) => {
  const open: Stranger = ({ body }) => {
    const { id } = JSON.parse(body) as Message;
    const told = [{ kind: 'task' }, last].map(
      (result) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`,
    );
    return { headers: { 'content-type': 'text/event-stream' }, body: told.join(''), isOpen: true };
  };
  const stream = 'method: message/stream, server: https://agent.example/a2a, parameters: {message: {parts: []}}';
  expect(outputOf(await runIn(open, askAgent(stream)))).toEqual([{ kind: 'task' }, last]);
});

const card1 = {
  name: 'Agent',
  supportedInterfaces: [
    { url: 'https://agent.example/grpc', protocolBinding: 'GRPC', protocolVersion: '1.0' },
    { url: 'https://agent.example/old', protocolBinding: 'JSONRPC', protocolVersion: '0.3' },
    { url: '/a2a/v1', protocolBinding: 'JSONRPC', protocolVersion: '1.0', tenant: 'shop' },
  ],
};
const agent1 = (results: readonly unknown[], more: Answer = {}): Stranger => {
  return ({ path, body, headers }) => {
    if (path === '/card.json') return { body: card1 };
    const { id, method, params } = JSON.parse(body) as Message;
    const answers = results.length > 0 ? results : [{ path, version: headers['a2a-version'] ?? null, method, params }];
    const told = answers.map((result) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`);
    return { headers: { 'content-type': 'text/event-stream' }, body: told.join(''), ...more };
  };
};
const byCard = 'agentCard: {endpoint: https://agent.example/card.json}, ';

test('a2a 1.0: the card tells the interface of the version that the method is of, and its tenant goes along', async () => {
  const send = `${byCard} method: SendMessage, parameters: {message: {parts: [{text: hi}]}}`;
  expect(outputOf(await runIn(agent1([]), askAgent(send)))).toEqual({
    path: '/a2a/v1',
    version: '1.0',
    method: 'SendMessage',
    params: {
      tenant: 'shop',
      message: { role: 'ROLE_USER', messageId: expect.stringMatching(uuid), parts: [{ text: 'hi' }] },
    },
  });
  const old = `${byCard} method: message/send, parameters: {message: {parts: []}}`;
  expect(outputOf(await runIn(agent1([]), askAgent(old)))).toMatchObject({
    path: '/old',
    version: null,
    params: { message: { kind: 'message', role: 'user' } },
  });
});

const spoken = (protocolVersion: string, error: object): Stranger => {
  const supportedInterfaces = [{ url: '/rpc', protocolBinding: 'JSONRPC', protocolVersion, tenant: '' }];
  return ({ path, body }) => {
    if (path === '/card.json') return { body: { supportedInterfaces } };
    return { body: { jsonrpc: '2.0', id: (JSON.parse(body) as Message).id, error } };
  };
};
const unknownMethod = { code: -32_601, message: 'Method not found' };
const noVersion = { code: -32_009, message: 'version 0.3 is not supported' };

test.each([
  ['message/send', '1.0', unknownMethod, 'SendMessage', 'Method not found (-32601)'],
  ['tasks/resubscribe', '1.1', noVersion, 'SubscribeToTask', 'version 0.3 is not supported (-32009)'],
  ['SendMessage', '0.3', unknownMethod, 'message/send', 'Method not found (-32601)'],
])(
  'a2a: an agent that knows nothing of the version of %s says by what name it has it: A2A %s',
  async (method, speaks, error, name, said) => {
    const send = `${byCard} method: ${method}, parameters: {id: t1}`;
    expect(errorOf(await runIn(spoken(speaks, error), askAgent(send)))).toMatchObject({
      status: 501,
      type: expect.stringMatching(/configuration$/),
      detail: `the agent speaks A2A ${speaks}, which calls ${method} ${name}, with parameters and results of its own: ${said}`,
    });
  },
);

test.each([
  ['message/send', '1.0', { code: -32_001, message: 'Task not found' }],
  ['SendMessage', '1.0', unknownMethod],
])('a2a: any other refusal says what the agent does: %s of A2A %s', async (method, speaks, error) => {
  const ran = await runIn(spoken(speaks, error), askAgent(`${byCard} method: ${method}, parameters: {id: t1}`));
  expect(errorOf(ran).detail).toBe(`${method} failed: ${error.message} (${error.code})`);
});

test.each([
  'GetTask',
  'ListTasks',
  'CancelTask',
  'CreateTaskPushNotificationConfig',
  'GetTaskPushNotificationConfig',
  'ListTaskPushNotificationConfigs',
  'DeleteTaskPushNotificationConfig',
  'GetExtendedAgentCard',
])('a2a 1.0: %s is asked as it is named', async (method) => {
  const get = `method: ${method}, server: https://agent.example/x, parameters: {id: t1}`;
  const told = { path: '/x', version: '1.0', method, params: { id: 't1' } };
  expect(outputOf(await runIn(agent1([]), askAgent(get)))).toEqual(told);
});

test.each([
  ['SendStreamingMessage', 'a task that is over', { statusUpdate: { status: { state: 'TASK_STATE_COMPLETED' } } }],
  ['SendStreamingMessage', 'a task that asks', { statusUpdate: { status: { state: 'TASK_STATE_INPUT_REQUIRED' } } }],
  ['SendStreamingMessage', 'a message', { message: { role: 'ROLE_AGENT', parts: [] } }],
  ['SubscribeToTask', 'a task that was over', { task: { id: 't1', status: { state: 'TASK_STATE_FAILED' } } }],
])('a2a 1.0: %s ends with %s, and puts out all that came', async (method, _what, last) => {
  const told = [
    { task: { id: 't1', status: { state: 'TASK_STATE_SUBMITTED' } } },
    { statusUpdate: { status: { state: 'TASK_STATE_WORKING' } } },
    { artifactUpdate: { artifact: { parts: [] } } },
    last,
  ];
  const stream = `method: ${method}, server: https://agent.example/a2a, parameters: {message: {parts: []}}`;
  expect(outputOf(await runIn(agent1(told, { isOpen: true }), askAgent(stream)))).toEqual(told);
});

test('a2a 1.0: a stream about a message that goes on with a task begins with that as it was, and is heard to its end', async () => {
  const state = (name: string) => ({ id: 't1', status: { state: `TASK_STATE_${name}` } });
  const told = [
    { task: state('INPUT_REQUIRED') },
    { statusUpdate: state('WORKING') },
    { statusUpdate: state('COMPLETED') },
  ];
  const message = '{taskId: t1, parts: []}';
  const stream = `method: SendStreamingMessage, server: https://agent.example/a2a, parameters: {message: ${message}}`;
  expect(outputOf(await runIn(agent1(told, { isOpen: true }), askAgent(stream)))).toEqual(told);
  const over = [{ task: state('COMPLETED') }];
  expect(outputOf(await runIn(agent1(over, { isOpen: true }), askAgent(stream)))).toEqual(over);
});

test('a stream that ends a moment behind its answer leaves its connection to the next call', async () => {
  const late: Stranger = () => {
    const body = `data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: 1 })}\n\n`;
    return { headers: { 'content-type': 'text/event-stream' }, body, endAfterMs: 20 };
  };
  const get = askAgent('method: tasks/get, server: https://agent.example/x, parameters: {id: t1}');
  const yaml = ['a', 'b', 'c', 'd'].map((name) => get.replace('ask:', `${name}:`)).join('');
  const { asked } = await runIn(late, yaml);
  expect(asked).toHaveLength(4);
  expect(new Set(asked.map(({ from }) => from)).size).toBeLessThan(3);
});

test.each(['shell: {command: ls}', 'container: {image: alpine}', 'script: {language: python, code: print(1)}'])(
  'run: %s has no runner, and says so',
  async (process) => {
    const ran = await runIn(agent, `\n  - run: {run: {${process}}}`);
    expect(errorOf(ran)).toMatchObject({ status: 501, detail: expect.stringMatching(/^no runner is configured for/) });
  },
);
