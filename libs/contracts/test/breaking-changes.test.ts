import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { breakingChanges } from '../src/compatibility/breaking-changes.ts';
import { contractOf } from '../src/compatibility/contract.ts';
import { defineEvent, type MeshEvent } from '../src/event.ts';
import { defineOperation, type Operation } from '../src/operation.ts';

const operation = (body: z.ZodType, output: z.ZodType = z.object({}), path = '/v1/things') =>
  defineOperation({
    service: 'vectors',
    name: 'makeThing',
    summary: 'Make a thing.',
    scope: 'vectors:write',
    http: { method: 'POST', path: path as '/v1/things', status: 200 },
    body,
    output,
  });
const event = (data: z.ZodType) =>
  defineEvent({
    service: 'vectors',
    type: 'mesh.vectors.thing.made.v1',
    topic: 'vectors.thing.made',
    summary: 'A thing has been made.',
    data,
  });
const broken = (before: [Operation[], MeshEvent[]], now: [Operation[], MeshEvent[]]) =>
  breakingChanges(contractOf(...before), contractOf(...now));
const asked = (before: z.ZodType, now: z.ZodType) => broken([[operation(before)], []], [[operation(now)], []]);
const answered = (before: z.ZodType, now: z.ZodType) =>
  broken([[operation(z.strictObject({}), before)], []], [[operation(z.strictObject({}), now)], []]);

const name = z.string().max(10);
const color = (...colors: string[]) => z.enum(colors as [string, ...string[]]);

describe('what is asked', () => {
  test.each<[string, z.ZodType, z.ZodType]>([
    ['a member that may be left out', z.strictObject({ name }), z.strictObject({ name, note: name.optional() })],
    ['a member with a default', z.strictObject({}), z.strictObject({ k: z.number().default(1) })],
    ['one more choice', z.strictObject({ color: color('red') }), z.strictObject({ color: color('red', 'blue') })],
    ['a wider bound', z.strictObject({ name }), z.strictObject({ name: z.string().max(20) })],
    [
      'another text for people',
      z.strictObject({ name }),
      z.strictObject({ name: name.meta({ description: 'Its name.' }) }),
    ],
    ['any number for whole ones', z.strictObject({ k: z.int() }), z.strictObject({ k: z.number().min(-(2 ** 53)) })],
    ['one more kind', z.strictObject({ k: name }), z.strictObject({ k: z.union([name, z.number()]) })],
    ['one more type', z.strictObject({ k: z.string() }), z.strictObject({ k: z.union([z.string(), z.number()]) })],
  ])('may get %s', (_what, before, now) => {
    expect(asked(before, now)).toEqual([]);
  });

  test.each<[string, z.ZodType, z.ZodType, RegExp]>([
    ['a member that is needed', z.strictObject({}), z.strictObject({ name }), /\/body\/name.*needed/],
    [
      'no such member any more',
      z.strictObject({ name: name.optional() }),
      z.strictObject({}),
      /\/body\/name.*not known/,
    ],
    ['a narrower bound', z.strictObject({ name }), z.strictObject({ name: z.string().max(9) }), /maxLength/],
    ['a pattern', z.strictObject({ name }), z.strictObject({ name: name.regex(/^a/) }), /pattern/],
    ['another type', z.strictObject({ name }), z.strictObject({ name: z.number() }), /string is not number/],
    [
      'one type less',
      z.strictObject({ k: z.union([z.string(), z.number()]) }),
      z.strictObject({ k: z.string() }),
      /number is not string/,
    ],
    ['one choice less', z.strictObject({ c: color('a', 'b') }), z.strictObject({ c: color('a') }), /b is not one of a/],
    ['choices for any text', z.strictObject({ c: name }), z.strictObject({ c: color('a') }), /not one of a/],
    [
      'narrower items',
      z.strictObject({ n: z.array(name) }),
      z.strictObject({ n: z.array(z.number()) }),
      /\/body\/n\/\*/,
    ],
    ['narrower values', z.record(z.string(), name), z.record(z.string(), z.number()), /\/body\/\*/],
  ])('may not get %s', (_what, before, now, reason) => {
    expect(asked(before, now).join('\n')).toMatch(reason);
  });
});

describe('what is answered', () => {
  test('may get a member, a narrower bound, and certainty', () => {
    expect(answered(z.object({ name }), z.object({ name: z.string().max(5), more: z.number() }))).toEqual([]);
    expect(answered(z.object({ name: name.optional() }), z.object({ name }))).toEqual([]);
    expect(answered(z.object({ name: name.nullable() }), z.object({ name }))).toEqual([]);
  });

  test.each<[string, z.ZodType, z.ZodType, RegExp]>([
    ['a member', z.object({ name }), z.object({}), /\/answer\/name.*missing/],
    ['certainty', z.object({ name }), z.object({ name: name.optional() }), /\/answer\/name.*missing/],
    ['its type', z.object({ name }), z.object({ name: name.nullable() }), /null/],
    ['its choices', z.object({ c: color('a') }), z.object({ c: color('a', 'b') }), /b is not one of a/],
  ])('may not lose %s', (_what, before, now, reason) => {
    expect(answered(before, now).join('\n')).toMatch(reason);
  });
});

test('an operation or event that is gone, has moved or tells less is broken; a new one breaks nothing', () => {
  const [made, told] = [operation(z.strictObject({})), event(z.object({ name }))];
  expect(broken([[], []], [[made], [told]])).toEqual([]);
  expect(broken([[made], [told]], [[], []])).toEqual([
    'call.vectors.make-thing: the operation is gone',
    'mesh.vectors.thing.made.v1: the event is gone',
  ]);
  const moved = operation(z.strictObject({}), z.object({}), '/v1/stuff');
  expect(broken([[made], []], [[moved], []])).toEqual(['call.vectors.make-thing: http was POST /v1/things']);
  expect(broken([[], [told]], [[], [event(z.object({}))]]).join()).toMatch(/\/data\/name/);
});
