import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Json } from '@mesh/jq/json';
import protobuf from 'protobufjs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const greeter = `
syntax = "proto3";
package GreeterApi;
import "google/protobuf/timestamp.proto";
import "kinds.proto";
message Ask { string name = 1; int64 times = 2; Kind kind = 3; google.protobuf.Timestamp at = 4; repeated string tags = 5; map<string, Ask> more = 6; bool loud = 7; int32 age = 8; string nick_name = 9; string last_name = 10 [json_name = "surname"]; Ask the_other = 11; }
message Told { string text = 1; int64 times = 2; Kind kind = 3; google.protobuf.Timestamp at = 4; bytes raw = 5; repeated string tags = 6; }
service Greeter {
  rpc SayHello (Ask) returns (Told);
  rpc Follow (Ask) returns (stream Told);
}`;
const kinds = 'syntax = "proto3"; package GreeterApi; enum Kind { SHORT = 0; LONG = 1; }';
const annotated = greeter
  .replace(
    'import "kinds.proto";',
    'import "google/api/annotations.proto";\nimport "google/api/http.proto";\nimport "kinds.proto";\nimport "options.proto";',
  )
  .replace('string name = 1;', 'string name = 1 [(rules).least = 1];')
  .replace('returns (Told);', 'returns (Told) { option (google.api.http) = { post: "/v1/hello" body: "*" }; }');
const options = `
syntax = "proto2"; package GreeterApi; import "google/protobuf/descriptor.proto";
message Rules { optional int32 least = 1; }
extend google.protobuf.FieldOptions { optional Rules rules = 1071; }`;
const files: Readonly<Record<string, string>> = {
  '/annotated.proto': annotated,
  '/options.proto': options,
  '/greet.proto': greeter,
  '/kinds.proto': kinds,
};
/** Where the proto is fetched from. */
const host: Stranger = ({ path }) => {
  const body = files[path.split('?')[0] ?? ''];
  return body === undefined ? undefined : { body };
};

const root = protobuf.parse(greeter, protobuf.parse(kinds, { keepCase: true }).root, { keepCase: true }).root;
root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
const [Ask, Told] = [root.lookupType('GreeterApi.Ask'), root.lookupType('GreeterApi.Told')];
type Question = {
  name: string;
  nick_name: string;
  last_name: string;
  the_other: Question | null;
  times?: number;
  kind?: number;
  at?: object;
  tags?: string[];
};

const server = new Server();
let port = 0;
let asked: { metadata: Readonly<Record<string, unknown>> }[] = [];
let revoked = '';
beforeEach(() => {
  asked = [];
  revoked = '';
});
afterEach(() => void vi.useRealTimers());

const namesOf = ({ name, nick_name, last_name, the_other }: Question): string[] => [
  ...[name, nick_name, last_name].filter((one) => one !== ''),
  ...(the_other ? ['and', ...namesOf(the_other)] : []),
];

function sayHello({ request, metadata }: ServerUnaryCall<Question, object>, answer: sendUnaryData<object>): void {
  asked.push({ metadata: metadata.getMap() });
  if (request.name === 'silence') return;
  if (metadata.get('authorization').includes(revoked)) answer({ code: status.UNAUTHENTICATED, details: 'who?' });
  else if (request.name === 'garbage') answer(null, Buffer.from([0x0a, 0xff]));
  else if (request.name === 'nobody') answer({ code: status.NOT_FOUND, details: 'nobody is not here' });
  else
    answer(null, {
      text: `Hello, ${namesOf(request).join(' ')}!`,
      times: request.times,
      kind: request.kind,
      at: request.at,
      raw: Buffer.from('abc'),
    });
}

beforeAll(async () => {
  const path = '/GreeterApi.Greeter/SayHello';
  server.addService(
    {
      SayHello: {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: (value: object) => Buffer.from(Ask.encode(value).finish()),
        requestDeserialize: (bytes: Buffer) => Ask.decode(bytes),
        responseSerialize: (value: object) =>
          Buffer.isBuffer(value) ? value : Buffer.from(Told.encode(value).finish()),
        responseDeserialize: (bytes: Buffer) => Told.decode(bytes),
      },
    },
    { SayHello: sayHello },
  );
  port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
});
afterAll(() => server.forceShutdown());

const greet = (given: string, more = '', service = `host: 127.0.0.1, port: ${port}`, method = 'SayHello') => `
  - greet: {call: grpc, with: {proto: {endpoint: https://files.example/greet.proto}, service: {name: GreeterApi.Greeter, ${service}}, method: ${method}, arguments: ${given}}${more}}`;
const run = (yaml: string, input: Json = {}) => runIn(host, yaml, input);

test('fields may be told by their names in JSON', async () => {
  const given = '{name: Ada, nickName: the Countess, surname: Lovelace, theOther: {name: Bob, nick_name: B}}';
  expect(outputOf(await run(greet(given)))).toMatchObject({ text: 'Hello, Ada the Countess Lovelace and Bob B!' });
  for (const twice of ['{nick_name: a, nickName: b}', '{last_name: a, surname: b}', '{nickname: a}'])
    expect(errorOf(await run(greet(twice)))).toMatchObject({
      type: expect.stringMatching(/validation$/),
      detail: expect.stringMatching(/there is no field (?:nickName|surname|nickname)/),
    });
});

test('what a proto imports is found from the root that its repository has, and beside it', async () => {
  const repository: Readonly<Record<string, string>> = {
    '/main/shop/greeter/v1/greet.proto': greeter.replace('kinds.proto', 'shop/common/kinds.proto'),
    '/main/shop/common/kinds.proto': kinds.replace('enum', 'import "more.proto"; enum'),
    '/main/shop/common/more.proto': 'syntax = "proto3"; import "shop/common/last.proto";',
    '/main/shop/common/last.proto': 'syntax = "proto3";',
  };
  const served: Stranger = ({ path }) => {
    const body = repository[path];
    return body === undefined ? undefined : { body };
  };
  const place = 'https://files.example/main/shop/greeter/v1/greet.proto';
  const twice = ['a', 'b'].map((name) =>
    greet('{name: Ada}').replace('https://files.example/greet.proto', place).replace('greet:', `${name}:`),
  );
  const ran = await runIn(served, twice.join(''));
  expect(outputOf(ran)).toMatchObject({ text: 'Hello, Ada!' });
  const paths = ran.asked.map(({ path }) => path);
  expect(paths).toHaveLength(new Set(paths).size);
  expect(paths.slice(0, 4)).toEqual([
    '/main/shop/greeter/v1/greet.proto',
    '/main/shop/greeter/v1/shop/common/kinds.proto',
    '/main/shop/greeter/shop/common/kinds.proto',
    '/main/shop/shop/common/kinds.proto',
  ]);
});

test('an import that is nowhere is a mistake that says so', async () => {
  const served: Stranger = ({ path }) => (path === '/greet.proto' ? { body: greeter } : undefined);
  expect(errorOf(await runIn(served, greet('{name: Ada}')))).toMatchObject({
    type: expect.stringMatching(/configuration$/),
    detail: expect.stringContaining('greet.proto imports kinds.proto, which is neither beside it nor'),
  });
});

test('of a proto that imports too many files no more are fetched than may be', async () => {
  const many = Array.from({ length: 200 }, (_, place) => `import "more/${place}.proto";`).join('');
  const served: Stranger = ({ path }) => ({
    body: path === '/greet.proto' ? greeter.replace('import', `${many}import`) : 'syntax = "proto3";',
  });
  const ran = await runIn(served, greet('{name: Ada}'));
  expect(errorOf(ran)).toMatchObject({ detail: expect.stringContaining('imports more than 32 files: name one that') });
  expect(ran.asked.length).toBeLessThan(40);
});

test('what proves the caller where the proto is goes to no other host that it imports from', async () => {
  const served: Stranger = ({ host: at, path }) => {
    if (at === 'other.example') return { body: kinds };
    return path === '/greet.proto'
      ? { body: greeter.replace('kinds.proto', 'https://other.example/kinds.proto') }
      : undefined;
  };
  const proven = greet('{name: Ada}').replace(
    'https://files.example/greet.proto',
    '{uri: https://files.example/greet.proto, authentication: {bearer: {token: abc}}}',
  );
  const ran = await runIn(served, proven);
  expect(outputOf(ran)).toMatchObject({ text: 'Hello, Ada!' });
  expect(ran.asked.map(({ host: at, headers }) => [at, headers.authorization])).toEqual([
    ['files.example', 'Bearer abc'],
    ['other.example', undefined],
  ]);
});

test('an import that is no address is a mistake', async () => {
  const served: Stranger = () => ({ body: greeter.replace('kinds.proto', 'https://[') });
  expect(errorOf(await runIn(served, greet('{name: Ada}')))).toMatchObject({
    type: expect.stringMatching(/configuration$/),
  });
});

test('a message goes to a method of the proto, and what comes back is JSON as proto3 writes it', async () => {
  const given =
    '{name: "${ .who }", times: "9007199254740993", kind: LONG, tags: [a], at: "2026-01-01T12:00:00.5+01:00"}';
  const ran = await run(greet(given), { who: 'Ada' });
  expect(outputOf(ran)).toEqual({
    text: 'Hello, Ada!',
    times: '9007199254740993',
    kind: 'LONG',
    at: '2026-01-01T11:00:00.500Z',
    raw: 'YWJj',
    tags: [],
  });
});

test.each([
  ['{at: {second: 1}}', 'there is no field at.second'],
  ['{kind: LNOG}', 'kind is no Kind'],
  ['{times: many}', 'times is no int64'],
  ['{times: "9223372036854775808"}', 'times is no int64'],
  ['{age: 2147483648}', 'age is no int32'],
  ['{age: 1.5}', 'age is no int32'],
  ['{loud: "no"}', 'loud is no bool'],
  ['{tags: a}', 'tags is no list'],
  ['{tags: [{a: 1}]}', 'tags.0 is no string'],
  ['{more: {ada: {nmae: Ada}}}', 'there is no field more.ada.nmae'],
])('what would be left out or become another value is told: %s', async (given, misfit) => {
  expect(errorOf(await run(greet(given)))).toMatchObject({ status: 400, detail: expect.stringContaining(misfit) });
  expect(asked).toEqual([]);
});

test('a proto may have options of its own, and those of gateways', async () => {
  const yaml = greet('{name: Ada}').replace('greet.proto', 'annotated.proto');
  expect(outputOf(await run(yaml))).toMatchObject({ text: 'Hello, Ada!' });
});

test('what fits is sent, and null is not there', async () => {
  const given =
    '{name: Ada, times: -1, age: "7", kind: 1, at: {seconds: "1", nanos: 2}, tags: [a, 1], more: {b: {name: null}}, loud: null}';
  expect(outputOf(await run(greet(given)))).toMatchObject({ times: '-1', kind: 'LONG' });
});

test('a call brings its key, and its authorization', async () => {
  const service = `host: 127.0.0.1, port: ${port}, authentication: {bearer: {token: abc}}`;
  await run(greet('{name: Ada}', '', service));
  expect(asked).toMatchObject([
    { metadata: { authorization: 'Bearer abc', 'idempotency-key': expect.stringMatching(/^exe_.*greet/) } },
  ]);
});

test.each([
  ['a code of the server', () => greet('{name: nobody}'), /communication$/, 404],
  ['a field that the message does not have', () => greet('{nmae: Ada}'), /validation$/, 400],
  ['a value that does not fit', () => greet('{name: Ada, at: now}'), /validation$/, 400],
  ['a method that is not there', () => greet('{}', '', undefined, 'SayBye'), /configuration$/, 400],
  ['a stream', () => greet('{}', '', undefined, 'Follow'), /configuration$/, 501],
  ['nobody who listens', () => greet('{name: Ada}', '', 'host: 127.0.0.1, port: 1'), /communication$/, 503],
  [
    'a private place that nothing opens',
    () => greet('{name: Ada}', '', `host: 127.0.0.2, port: ${port}`),
    /authorization$/,
    422,
  ],
  ['a name of this machine', () => greet('{name: Ada}', '', `host: localhost, port: ${port}`), /authorization$/, 422],
  ['a timeout of the task', () => greet('{name: silence}', ', timeout: {after: {milliseconds: 200}}'), /timeout$/, 408],
  [
    'a secret, which leaves by HTTP alone',
    () => greet('{name: Ada}', '', `host: 127.0.0.1, port: ${port}, authentication: {use: mine}`),
    /configuration$/,
    501,
  ],
  [
    'a secret that an expression takes, which leaves by HTTP alone too',
    () => greet('{name: Ada}', '', `host: 127.0.0.1, port: ${port}, authentication: {use: spelled}`),
    /configuration$/,
    501,
  ],
] as const)('%s is an error', async (_what, yaml, type, code) => {
  const policies = '{mine: {bearer: {use: s}}, spelled: {bearer: {token: "${ $secrets.s.token }"}}}';
  const head = `use: {authentications: ${policies}, secrets: [s]}\n`;
  expect(errorOf(await runIn(host, yaml(), {}, head))).toMatchObject({
    type: expect.stringMatching(type),
    status: code,
  });
});

test.each([
  ['gives way to another, once', 60_000, ['Bearer t1', 'Bearer t1', 'Bearer t2']],
  ['is the fault of the caller where it was given a moment ago', 0, ['Bearer t1', 'Bearer t1']],
])('a token that is refused before its end %s', async (_what, agoMs, sent) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  let given = 0;
  const world: Stranger = (question) => {
    if (question.host === 'id.example') return { body: { access_token: `t${++given}`, expires_in: 3600 } };
    if (asked.length === 1) {
      vi.setSystemTime(Date.now() + agoMs);
      revoked = 'Bearer t1';
    }
    return host(question);
  };
  const policy = '{oauth2: {authority: https://id.example, grant: client_credentials, client: {id: a, secret: b}}}';
  const first = greet('{name: Ada}', '', `host: 127.0.0.1, port: ${port}, authentication: ${policy}`);
  const again = first.replace('greet: {', 'again: {').replace('greet.proto', 'greet.proto?again');
  const { end } = await runIn(world, first + again);
  expect(asked.map(({ metadata }) => metadata['authorization'])).toEqual(sent);
  expect(end.status).toBe(agoMs === 0 ? 'faulted' : 'completed');
});

test('an answer that is none of the proto is a failure of whoever gave it', async () => {
  expect(errorOf(await run(greet('{name: garbage}')))).toMatchObject({
    type: expect.stringMatching(/communication$/),
    status: 502,
  });
});
