import { describe, expect, test } from 'vitest';
import { HttpClientWire, HttpServerWire } from '../../src/points/http-wire.ts';
import { NatsWire } from '../../src/points/nats-wire.ts';
import { PgWire } from '../../src/points/pg-wire.ts';
import { RedisWire } from '../../src/points/redis-wire.ts';
import type { Wire } from '../../src/points/wire.ts';

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

/** A message of PostgreSQL: its type, its length, what it says. */
function pg(type: string, ...said: string[]): Buffer {
  const body = Buffer.from(said.join(''));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}
const startup = Buffer.concat([Buffer.from([0, 0, 0, 9, 0, 3, 0, 0]), Buffer.from('\0')]);
const ready = pg('Z', 'I');
const parsed = (text: string, name = '') => [
  pg('P', `${name}\0`, `${text}\0`, '\0\0'),
  pg('B', '\0', `${name}\0`),
  pg('S'),
];

/** What a wire tells of the bytes, given whole and given one by one. */
function both(open: () => Wire, talk: (wire: Wire) => unknown[]): unknown[] {
  const whole = talk(open());
  const one = open();
  const apart: Wire = {
    sent: (all) => [...all].flatMap((byte) => one.sent(Buffer.from([byte]))),
    got: (all) => [...all].flatMap((byte) => one.got(Buffer.from([byte]))),
  };
  expect(talk(apart)).toEqual(whole);
  return whole;
}
const names = (wire: Wire, ...parts: Buffer[]) => wire.sent(Buffer.concat(parts)).map(({ name }) => name);

describe('PostgreSQL', () => {
  const opened = () => {
    const wire = new PgWire();
    expect(names(wire, startup)).toEqual(['pg connect']);
    expect(wire.got(ready)).toEqual(['pg connect']);
    return wire;
  };

  test('names a statement by what it does to which tables, and a commit by what it makes durable', () => {
    const talk = (wire: Wire) => [
      names(wire, pg('Q', "begin; select set_config('role', 'mesh_app', true)\0")),
      names(wire, ...parsed('select "a" from "execution" where "id" = $1')),
      names(wire, ...parsed('with one as (insert into outbox (id) values ($1)) update execution set a = 1')),
      names(wire, pg('Q', 'commit\0')),
      wire.got(Buffer.concat([ready, pg('C', 'SELECT 1\0'), ready, ready])),
      wire.got(ready),
    ];
    expect(both(opened, talk)).toEqual([
      ['pg begin'],
      ['pg select execution'],
      ['pg with outbox execution'],
      ['pg commit with outbox execution'],
      ['pg begin', 'pg select execution', 'pg with outbox execution'],
      ['pg commit with outbox execution'],
    ]);
  });

  test('knows a prepared statement by its name from then on, and tells what it hears', () => {
    const talk = (wire: Wire) => [
      names(wire, ...parsed('insert into journal values ($1)', 'append')),
      names(wire, pg('B', '\0', 'append\0'), pg('S')),
      wire.got(pg('A', '\0\0\0\x07', 'wake\0', 'now\0')),
    ];
    expect(both(opened, talk)).toEqual([['pg append'], ['pg append'], ['pg hears wake']]);
  });
});

test('NATS: what is asked is answered at its inbox, what is heard is answered and acknowledged', () => {
  const talk = (wire: Wire) => [
    wire.sent(bytes('CONNECT {}\r\nSUB _INBOX.a.* 1\r\nPUB call.workflows.start _INBOX.a.1 2\r\nok\r\n')),
    wire.got(bytes('MSG _INBOX.a.1 1 2\r\n{}\r\nMSG call.vectors.search 2 _INBOX.b.7 4\r\nPUB \r\n')),
    wire.got(bytes('HMSG event.9f3a2b1c4d5e.x 1 $JS.ACK.EVENTS.heard.1.2.3.4.5 12 12\r\nNATS/1.0\r\n\r\n\r\n')),
    wire.sent(bytes('HPUB _INBOX.b.7 12 12\r\nNATS/1.0\r\n\r\n\r\nPUB $JS.ACK.EVENTS.heard.1.2.3.4.5 4\r\n+ACK\r\n')),
  ];
  expect(both(() => new NatsWire(), talk)).toEqual([
    [{ name: 'nats asks call.workflows.start', isAnswered: true }],
    ['nats asks call.workflows.start', 'nats hears call.vectors.search'],
    ['nats hears event.*.x'],
    [
      { name: 'nats answers call.vectors.search', isAnswered: false },
      { name: 'nats acknowledges EVENTS heard', isAnswered: false },
    ],
  ]);
});

test('Redis: commands and their answers in order, and messages of subscriptions in between', () => {
  const talk = (wire: Wire) => [
    names(wire, bytes('*2\r\n$3\r\nGET\r\n$7\r\nkey:123\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\r\n\r\n')),
    wire.got(bytes('$-1\r\n*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\n+1\r\n+OK\r\n')),
  ];
  expect(both(() => new RedisWire(), talk)).toEqual([
    ['redis get key:*', 'redis set k'],
    ['redis get key:*', 'redis hears news', 'redis set k'],
  ]);
});

test('HTTP: a question and its answer, of S3 with its kind, and nothing of health', () => {
  const client = new HttpClientWire();
  const signed = 'x-amz-date: 20260101T000000Z\r\n';
  expect(names(client, bytes(`PUT /objects/9f3a2b1c4d5e?uploadId=a&x-id=b HTTP/1.1\r\n${signed}\r\nbody`))).toEqual([
    's3 PUT /objects/*?uploadId',
  ]);
  expect(client.got(bytes('HTTP/1.1 100 Continue\r\n\r\n'))).toEqual([]);
  expect(client.got(bytes('HTTP/1.1 200 OK\r\n'))).toEqual(['s3 PUT /objects/*?uploadId']);
  expect(names(client, bytes('GET /health/ready HTTP/1.1\r\n\r\n'))).toEqual([]);
  const server = new HttpServerWire(() => 'POST /v1/executions/exe_01h455vb4pex5vsknk084sn02q/cancel');
  expect(names(server, bytes('HTTP/1.1 200 OK\r\n\r\n'))).toEqual(['http answers POST /v1/executions/*/cancel']);
  expect(names(server, bytes('data: {}\n\n'))).toEqual([]);
});
