import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const chat = {
  asyncapi: '3.0.0',
  info: { title: 'Chat', version: '1.0.0' },
  servers: {
    broker: { host: 'broker.example', protocol: 'kafka' },
    staging: {
      host: '{environment}.chat.example',
      pathname: '/v1',
      protocol: 'https',
      variables: { environment: { default: 'staging', enum: ['staging', 'dev'] } },
    },
  },
  channels: {
    room: {
      address: 'rooms/{roomId}',
      parameters: { roomId: { $ref: '#/components/parameters/roomId' } },
      servers: [{ $ref: '#/servers/staging' }, { $ref: '#/servers/broker' }],
      messages: { said: { $ref: '#/components/messages/said' } },
    },
    inbox: { address: '/inbox', messages: { said: { $ref: '#/components/messages/said' } } },
  },
  operations: {
    say: { action: 'receive', channel: { $ref: '#/channels/room' }, bindings: { http: { method: 'PUT' } } },
    inbox: { action: 'send', channel: { $ref: '#/channels/inbox' } },
  },
  components: {
    parameters: { roomId: { location: '$message.payload#/room' } },
    correlationIds: { thread: { location: '$message.header#/x-thread' } },
    messages: {
      said: {
        payload: { $ref: '#/components/schemas/said' },
        headers: { type: 'object', properties: { urgent: { enum: ['yes', 'no'] } } },
        correlationId: { $ref: '#/components/correlationIds/thread' },
        contentType: 'application/vnd.chat+json',
      },
    },
    schemas: { said: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } } },
  },
};
const old = {
  asyncapi: '2.6.0',
  info: { title: 'Chat', version: '1.0.0' },
  defaultContentType: 'application/json',
  servers: { own: { url: 'https://old.example', protocol: 'http' } },
  channels: {
    '/greetings': {
      publish: {
        operationId: 'greet',
        message: { oneOf: [{ payload: { type: 'object', required: ['a'] } }, { $ref: '#/components/messages/b' }] },
      },
      subscribe: { operationId: 'greeted', message: { payload: { type: 'object' } } },
    },
  },
  components: { messages: { b: { payload: { type: 'object', required: ['b'] }, contentType: 'application/b+json' } } },
};
const documents: Readonly<Record<string, Json>> = { '/chat.json': chat, '/old.json': old };

/** Hosts of the documents, and the server that they tell of: `answers` are what it says to those who ask, one after the other. */
const world = (answers: readonly object[] = []): Stranger => {
  let next = 0;
  return ({ method, path }) => {
    if (documents[path] !== undefined) return { body: documents[path] };
    return method === 'GET' ? (answers[next++] ?? { status: 204 }) : { status: 202 };
  };
};
const call = (given: string, more = '') => `
  - speak: {call: asyncapi, with: {document: {endpoint: https://docs.example/chat.json}, ${given}}${more}}`;
const speak = (given: string, input: Json = {}, answers: readonly object[] = []) =>
  runIn(world(answers), call(given), input);

describe('publishing over HTTP', () => {
  test('a message goes to the channel of an operation, as the document says', async () => {
    const ran = await speak(
      'operation: say, protocol: http, message: {payload: {room: "42", text: "${ .text }"}, headers: {urgent: "yes"}}, authentication: {bearer: {token: abc}}',
      { text: 'hi' },
    );
    expect(outputOf(ran)).toEqual({ payload: { room: '42', text: 'hi' }, headers: { urgent: 'yes' } });
    expect(ran.asked.at(-1)).toMatchObject({
      method: 'PUT',
      host: 'staging.chat.example',
      path: '/v1/rooms/42',
      body: '{"room":"42","text":"hi"}',
      headers: { urgent: 'yes', 'content-type': 'application/vnd.chat+json', authorization: 'Bearer abc' },
    });
  });

  test('a parameter of a channel is one part of the path, whatever is in it', async () => {
    const ran = await speak('operation: say, protocol: http, message: {payload: {room: "a/b?c", text: hi}}');
    expect(ran.asked.at(-1)?.path).toBe('/v1/rooms/a%2Fb%3Fc');
  });

  test('a server is taken by its name, with its variables', async () => {
    const server = 'server: {name: staging, variables: {environment: dev}}';
    const ran = await speak(`operation: say, ${server}, message: {payload: {room: a, text: hi}}`);
    expect(ran.asked.at(-1)?.host).toBe('dev.chat.example');
  });

  test('a channel of AsyncAPI 2 is published on, by the kind of message that fits', async () => {
    const yaml = `
  - speak: {call: asyncapi, with: {document: {endpoint: https://docs.example/old.json}, channel: /greetings, message: {payload: {b: 1}}}}`;
    const ran = await runIn(world(), yaml);
    expect(ran.asked.at(-1)).toMatchObject({
      method: 'POST',
      host: 'old.example',
      path: '/greetings',
      headers: { 'content-type': 'application/b+json' },
    });
  });

  test.each([
    [
      'a payload that does not fit',
      'operation: say, protocol: http, message: {payload: {room: a}}',
      /validation$/,
      400,
    ],
    [
      'a header that does not fit',
      'operation: say, protocol: http, message: {payload: {room: a, text: hi}, headers: {urgent: maybe}}',
      /validation$/,
      400,
    ],
    [
      'a parameter that nothing tells',
      'operation: say, protocol: http, message: {payload: {text: hi}}',
      /configuration$/,
      400,
    ],
    [
      'a parameter that leads elsewhere',
      'operation: say, protocol: http, message: {payload: {room: .., text: hi}}',
      /validation$/,
      400,
    ],
    ['an operation that is not there', 'operation: shout, message: {payload: {text: hi}}', /configuration$/, 400],
    [
      'a server that is not there',
      'operation: say, server: {name: other}, message: {payload: {room: a, text: hi}}',
      /configuration$/,
      400,
    ],
    [
      'a variable that is not allowed',
      'operation: say, server: {name: staging, variables: {environment: live}}, message: {payload: {room: a, text: hi}}',
      /configuration$/,
      400,
    ],
    [
      'a protocol that is not spoken here',
      'operation: say, server: {name: broker}, message: {payload: {room: a, text: hi}}',
      /configuration$/,
      501,
    ],
  ])('%s is an error', async (_what, given, type, status) => {
    expect(errorOf(await speak(given))).toMatchObject({ type: expect.stringMatching(type), status });
  });
});

const publishing = (document: Json, given: string) =>
  runIn(({ path }) => (path === '/chat.json' ? { body: document } : { status: 202 }), call(given));
const onServer = { servers: { own: { host: 'own.example', url: 'https://own.example', protocol: 'https' } } };

describe('what a document says of messages', () => {
  const list = { properties: { l: { items: [{ type: 'string' }], additionalItems: { type: 'number' } } } };
  const published = (message: Json) => ({
    asyncapi: '2.6.0',
    ...onServer,
    channels: { '/c': { publish: { message } } },
  });

  test('schemas are of draft 7, unless they name another', async () => {
    expect(
      (await publishing(published({ payload: list }), 'channel: /c, message: {payload: {l: [a, 1]}}')).asked,
    ).toHaveLength(2);
    const misfit = await publishing(published({ payload: list }), 'channel: /c, message: {payload: {l: [a, b]}}');
    expect(errorOf(misfit).detail).toBe('/l/1 must be number');
    const newer = { properties: { l: { prefixItems: [{ type: 'string' }] } } };
    for (const message of [
      { payload: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...newer } },
      { payload: newer, schemaFormat: 'application/schema+json;version=draft-2020-12' },
    ])
      expect(errorOf(await publishing(published(message), 'channel: /c, message: {payload: {l: [1]}}')).detail).toBe(
        '/l/0 must be string',
      );
  });

  test('a payload of another format of schemas is any', async () => {
    const avro = { type: 'record', name: 'A', fields: [] };
    const message = { payload: avro, schemaFormat: 'application/vnd.apache.avro;version=1.9.0' };
    expect((await publishing(published(message), 'channel: /c, message: {payload: {a: 1}}')).asked).toHaveLength(2);
  });

  test('traits are merged with what they are of, and give way to it', async () => {
    const traits = [
      { headers: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, contentType: 'a/b' },
      { contentType: 'application/c+json' },
    ];
    const message = { traits, headers: { properties: { b: { type: 'string' } } } };
    const given = 'channel: /c, message: {payload: {}, headers: ';
    expect(errorOf(await publishing(published(message), `${given}{b: x}}`)).detail).toMatch(/property 'a'/);
    const ran = await publishing(published(message), `${given}{a: x, b: x}}`);
    expect(ran.asked.at(-1)).toMatchObject({ headers: { 'content-type': 'application/c+json', a: 'x' } });
  });

  test('traits may be many', async () => {
    const many = Array.from({ length: 30_000 }, (_, place) => ({ [`x-${place}`]: place }));
    const message = { traits: [...many, { contentType: 'application/c+json' }], payload: {} };
    const ran = await publishing(published(message), 'channel: /c, message: {payload: {}}');
    expect(ran.asked.at(-1)).toMatchObject({ headers: { 'content-type': 'application/c+json' } });
  });
});

test('a channel of AsyncAPI 3 without operations is called by its name', async () => {
  const document = { asyncapi: '3.0.0', ...onServer, channels: { inbox: { address: '/in' } } };
  expect((await publishing(document, 'channel: inbox, message: {payload: {}}')).asked.at(-1)).toMatchObject({
    path: '/in',
  });
  expect(errorOf(await publishing(document, 'channel: none, message: {payload: {}}')).detail).toMatch(
    /no channel none/,
  );
});

test('a channel of AsyncAPI 3 may be called by its address, which references escape', async () => {
  const named = {
    asyncapi: '3.0.0',
    servers: {
      'a/b': { host: 'named.example', protocol: 'https' },
      other: { host: 'other.example', protocol: 'https' },
    },
    channels: { 'user/{id}': { address: 'user/me', servers: [{ $ref: '#/servers/a~1b' }] } },
    operations: { tell: { action: 'receive', channel: { $ref: '#/channels/user~1%7Bid%7D' } } },
  };
  const host: Stranger = ({ path }) => (path === '/named.json' ? { body: named } : { status: 202 });
  const yaml = call('channel: "user/{id}", message: {payload: {a: 1}}').replace('chat.json', 'named.json');
  const ran = await runIn(host, yaml);
  expect(ran.asked.at(-1)).toMatchObject({ method: 'POST', host: 'named.example', path: '/user/me' });
});

describe('subscribing over HTTP', () => {
  const said = (text: string, thread = '1') => ({ body: { text }, headers: { 'x-thread': thread } });
  const inbox = (subscription: string, answers: readonly object[], input: Json = {}) =>
    speak(`operation: inbox, protocol: http, subscription: ${subscription}`, input, answers);
  const texts = (output: Json) => (output as { payload: { text: string } }[]).map(({ payload }) => payload.text);

  test('messages are consumed until there are enough, in order, with their correlation', async () => {
    const ran = await inbox('{consume: {amount: 2}}', [said('a'), said('b'), said('c')]);
    expect(outputOf(ran)).toMatchObject([
      { payload: { text: 'a' }, correlationId: '1', headers: { 'x-thread': '1' } },
      { payload: { text: 'b' } },
    ]);
    expect(ran.entries.filter(({ type }) => type === 'message.consumed').length).toBe(2);
  });

  test('what does not fit the filter is not consumed, nor what it cannot be evaluated on', async () => {
    const subscription =
      '{filter: "${ .correlationId == $workflow.input.thread and (.payload.text | startswith(\\"a\\")) }", consume: {amount: 1}}';
    const answers = [
      said('b', '7'),
      { body: { text: 5 }, headers: { 'x-thread': '7' } },
      said('a', '8'),
      said('ab', '7'),
    ];
    expect(texts(outputOf(await inbox(subscription, answers, { thread: '7' })))).toEqual(['ab']);
  });

  test('a stream of an answer is a message each', async () => {
    const body = 'data: {"text":"a"}\n\nevent: x\ndata: {"text":\ndata: "b"}\n\n';
    const stream = { headers: { 'content-type': 'text/event-stream' }, body };
    expect(texts(outputOf(await inbox('{consume: {amount: 2}}', [stream])))).toEqual(['a', 'b']);
  });

  test.each([
    ['text/event-stream', 'id: 7\ndata: {"text":"a"}\n\ndata: {"text":"b"}\n\ndata: {"te'],
    ['application/x-ndjson', '{"text":"a"}\n{"text":"b"}\n{"te'],
    ['application/ndjson; charset=utf-8', '{"text":"a"}\r\n{"text":"b"}\r\n'],
    ['application/x-jsonl', '{"text":"a"}\n\n{"text":"b"}\n'],
  ])('messages of %s are heard while it comes, and it is left once there are enough', async (type, body) => {
    const stream = { headers: { 'content-type': type }, body, isOpen: true };
    expect(texts(outputOf(await inbox('{consume: {amount: 2}}', [stream])))).toEqual(['a', 'b']);
    expect(texts(outputOf(await inbox('{consume: {amount: 3, for: {milliseconds: 300}}}', [stream])))).toEqual([
      'a',
      'b',
    ]);
  });

  test('a stream that ends is asked for again behind its last event', async () => {
    const stream = (event: string) => ({ headers: { 'content-type': 'text/event-stream' }, body: event });
    const answers = [stream('id: 7ö\ndata: {"text":"a"}\n\n'), stream('data: {"text":"b"}\n\n'), said('c')];
    const ran = await inbox('{consume: {amount: 3}}', answers);
    expect(texts(outputOf(ran))).toEqual(['a', 'b', 'c']);
    const since = ran.asked.filter(({ path }) => path === '/v1/inbox').map(({ headers }) => headers['last-event-id']);
    const written = Buffer.from('7ö').toString('latin1');
    expect(since.slice(0, 3)).toEqual([undefined, written, written]);
  });

  test('a server that breaks off and is away for a moment is asked again, behind its last event', async () => {
    const broken = {
      headers: { 'content-type': 'text/event-stream' },
      body: 'id: 1\ndata: {"text":"a"}\n\ndata: {"te',
      isOpen: true,
      isCut: true,
    };
    const answers = [broken, { isCut: true }, { status: 503 }, said('b')];
    const ran = await inbox('{consume: {amount: 2}}', answers);
    expect(texts(outputOf(ran))).toEqual(['a', 'b']);
    expect(ran.asked.at(-1)?.headers['last-event-id']).toBe('1');
  });

  test('a server that never answered is not waited for', async () => {
    const ran = await inbox('{consume: {amount: 1}}', [{ isCut: true }, said('a')]);
    expect(errorOf(ran)).toMatchObject({ status: 502 });
  });

  test('conditions look at the last message', async () => {
    const answers = [said('a'), said('b'), said('c')];
    expect(texts(outputOf(await inbox('{consume: {until: "${ .payload.text == \\"b\\" }"}}', answers)))).toEqual([
      'a',
      'b',
    ]);
    expect(texts(outputOf(await inbox('{consume: {while: "${ .payload.text == \\"a\\" }"}}', answers)))).toEqual([
      'a',
      'b',
    ]);
  });

  test('time ends it', async () => {
    const ran = await inbox('{consume: {amount: 5, for: {milliseconds: 300}}}', [said('a')]);
    expect(texts(outputOf(ran))).toEqual(['a']);
  });

  test('each message runs through its tasks, whose exports say when it is enough', async () => {
    const subscription = `{consume: {until: "\${ ($context | length) == 2 }"}, foreach: {item: message, at: place,
      do: [{shout: {set: {text: "\${ $message.payload.text | ascii_upcase }", at: "\${ $place }"}}}],
      output: {as: "\${ {said: .text, at: .at} }"}, export: {as: "\${ ($context // []) + [.said] }"}}}`;
    const ran = await inbox(subscription, [said('a'), said('b')]);
    expect(outputOf(ran)).toEqual([
      { said: 'A', at: 0 },
      { said: 'B', at: 1 },
    ]);
  });

  test('a server that refuses is an error', async () => {
    expect(errorOf(await inbox('{consume: {amount: 1}}', [{ status: 403 }]))).toMatchObject({ status: 403 });
  });
});
