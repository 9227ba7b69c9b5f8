import type { Json } from '@mesh/jq/json';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { misfitIn } from '../../src/effect/grpc/misfit-in.ts';
import { toFields, toJson } from '../../src/effect/grpc/well-known/convert.ts';

const names = ['timestamp', 'duration', 'struct', 'wrappers', 'field_mask', 'any', 'empty'];
const { root } = protobuf.parse(
  `syntax = "proto3"; package T;
message All {
  google.protobuf.Timestamp at = 1; google.protobuf.Duration lasts = 2; google.protobuf.Struct object = 3;
  google.protobuf.Value value = 4; google.protobuf.ListValue list = 5; google.protobuf.Int64Value count = 6;
  google.protobuf.BoolValue flag = 7; google.protobuf.BytesValue raw = 8; google.protobuf.FieldMask mask = 9;
  google.protobuf.Any any = 10; repeated google.protobuf.Timestamp many = 11; map<string, google.protobuf.Value> named = 12;
  All inner = 13; google.protobuf.Empty nothing = 14; google.protobuf.StringValue text = 15;
  float single = 16; repeated double many_numbers = 17; bytes bytes = 18; google.protobuf.FloatValue measure = 19;
  map<int64, string> by_long = 20; map<fixed64, int32> by_fixed = 21; map<bool, int32> by_flag = 22; map<int32, float> by_number = 23;
  oneof choice { string one = 24; int32 other = 25; } Kind kind = 26; int64 long = 27; uint64 unsigned = 28;
}
enum Kind { NONE = 0; SOME = 1; }`,
  { keepCase: true },
);
for (const name of names) root.addJSON(protobuf.common.get(`google/protobuf/${name}.proto`)?.nested ?? {});
root.resolveAll();
const All = root.lookupType('T.All');

/** What a server that sends back what it got answers, of what is not absent. */
function sentBack(given: Record<string, Json>, defaults = false): Json {
  const fields = toFields(All, given);
  expect(misfitIn(All, fields)).toBeUndefined();
  const message = All.decode(All.encode(All.fromObject(fields as object)).finish());
  return toJson(
    All,
    All.toObject(message, { longs: String, enums: String, bytes: String, json: true, defaults }) as Json,
  );
}

test.each<[string, Json]>([
  ['at', '2026-01-01T12:00:00Z'],
  ['at', '0001-01-01T00:00:00.123456789Z'],
  ['at', '1969-12-31T23:59:59.500Z'],
  ['lasts', '3s'],
  ['lasts', '-0.000000001s'],
  ['lasts', '-1.500s'],
  ['object', {}],
  ['object', { a: 1, b: [true, null, 'x', { c: {} }], fields: { own: 1.5 } }],
  ['value', null],
  ['value', [1, { a: null }]],
  ['value', 'text'],
  ['list', [[], {}, 2]],
  ['count', '9007199254740993'],
  ['flag', false],
  ['raw', 'YWJj'],
  ['text', ''],
  ['mask', 'user.displayName,photo'],
  ['any', { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1s' }],
  ['any', { '@type': 'type.googleapis.com/T.All', at: '2026-01-01T12:00:00Z', flag: true }],
  ['many', ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00.010Z']],
  ['named', { a: null, b: { c: 1 } }],
  ['inner', { inner: { flag: true, value: null } }],
  ['nothing', {}],
  ['at', '9999-12-31T23:59:59.999999999Z'],
  ['single', 0.1],
  ['single', 16777216],
  ['single', 1.1754944e-38],
  ['single', '-Infinity'],
  ['measure', 3.4028235e38],
  ['many_numbers', [0.1, 'NaN', 'Infinity', 5e-324]],
  ['by_long', { '-5': 'a', '9223372036854775807': 'b' }],
  ['by_fixed', { '18446744073709551615': 1 }],
  ['by_flag', { true: 1, false: 2 }],
  ['by_number', { '-1': 0.1 }],
  ['kind', -1],
])('%s is written and read as %j', (name, written) => {
  expect(sentBack({ [name]: written })).toEqual({ [name]: written });
});

test('what is absent is null, and what is there is as it was written, where nothing is left out', () => {
  const given = { object: { a: [null, 0, ''] }, value: { b: false }, list: [{}], count: '0' };
  expect(sentBack(given, true)).toMatchObject({ ...given, at: null, lasts: null, flag: null, any: null, many: [] });
  expect(sentBack({}, true)).toMatchObject({ object: null, value: null, list: null, named: {} });
});

test('an offset is taken for what it is, and so are the fields of a message', () => {
  expect(sentBack({ at: '2026-01-01T12:00:00.5+01:00' })).toEqual({ at: '2026-01-01T11:00:00.500Z' });
  expect(sentBack({ at: { seconds: '1', nanos: 2 } })).toEqual({ at: '1970-01-01T00:00:01.000000002Z' });
  expect(sentBack({ flag: { value: true }, mask: { paths: ['a_b'] }, lasts: { seconds: -2 } })).toEqual({
    flag: true,
    mask: 'aB',
    lasts: '-2s',
  });
});

test('numbers may be texts, and base64 of either alphabet, with its end or without', () => {
  const given = { many_numbers: ['1.5', '-2e3'], bytes: '-_8', raw: '-_8=', long: -(2 ** 63), unsigned: '7' };
  expect(sentBack(given)).toEqual({
    many_numbers: [1.5, -2000],
    bytes: '+/8=',
    raw: '+/8=',
    long: '-9223372036854775808',
    unsigned: '7',
  });
});

test('a key of a map that its sender has left out is the one that is usual', () => {
  const entryWithoutKey = [0xa2, 0x01, 3, 0x12, 1, 0x61];
  const message = All.toObject(All.decode(Uint8Array.from(entryWithoutKey)), { longs: String });
  expect(toJson(All, message as Json)).toEqual({ by_long: { 0: 'a' } });
});

test.each<[Record<string, Json>, string]>([
  [{ one: 'a', other: 1 }, 'one and other are told, of which a message has one'],
  [{ any: { '@type': 'type.googleapis.com/T.None', value: 'AQ==' } }, 'any.@type is no message of the proto'],
  [{ any: { '@type': 'type.googleapis.com/T.All', long: 'x' } }, 'any.long is no int64'],
  [{ any: { '@type': 'type.googleapis.com/T.All', nope: 1 } }, 'there is no field any.nope'],
  [{ at: 'now' }, 'at is no Timestamp'],
  [{ inner: { valueOf: 1 } }, 'there is no field inner.valueOf'],
])('%j is no message: %s', (given, misfit) => {
  expect(misfitIn(All, toFields(All, given))).toContain(misfit);
});

test.each<[string, Json]>([
  ['at', '0000-12-31T23:59:59Z'],
  ['lasts', '315576000001s'],
  ['single', 'abc'],
  ['single', ''],
  ['single', true],
  ['single', 3.5e38],
  ['many_numbers', ['inf']],
  ['bytes', 5],
  ['bytes', '*'],
  ['bytes', {}],
  ['by_number', { x: 1 }],
  ['by_number', { 99999999999: 1 }],
  ['by_number', { 1: 'abc' }],
  ['by_flag', { yes: 1 }],
  ['kind', 99999999999],
  ['kind', [1]],
  ['long', [1]],
  ['at', 'now'],
  ['at', '2026-02-30T12:00:00Z'],
  ['lasts', '3'],
  ['object', [1]],
  ['list', { a: 1 }],
  ['count', 'many'],
  ['mask', 1],
])('%s is not written as %j', (name, written) => {
  expect(misfitIn(All, toFields(All, { [name]: written }))).toContain(name);
});
