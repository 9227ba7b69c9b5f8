import { expect, test } from 'vitest';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const yaml = '\n  - get: {call: http, with: {method: get, endpoint: https://api.example/}}';
const answers =
  (type: string, body: Buffer, status = 200): Stranger =>
  () => ({ status, headers: { 'content-type': type }, body });
const latin1 = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['application/json; charset=ISO-8859-1', latin1('{"a":"grün"}'), { a: 'grün' }],
  ['application/problem+json;charset="windows-1252"', Buffer.from('{"a":"\x80"}', 'latin1'), { a: '€' }],
  ['text/csv; charset=latin1', latin1('a;grün'), 'a;grün'],
  ['application/json; charset=ISO-8859-1', Buffer.from('{"a":"grün"}'), { a: 'grün' }],
  ['application/pdf; charset=ISO-8859-1', latin1('grün'), latin1('grün').toString('base64')],
  ['text/plain; charset=binary', latin1('grün'), latin1('grün').toString('base64')],
  ['text/plain', latin1('grün'), latin1('grün').toString('base64')],
])('a body is read in the charset that its server tells, unless it is UTF-8: %s', async (type, body, output) => {
  expect(outputOf(await runIn(answers(type, body), yaml))).toEqual(output);
});

test('JSON in no charset that is told is none, and nothing of it is guessed', async () => {
  expect(errorOf(await runIn(answers('application/json', latin1('{"a":"grün"}')), yaml))).toMatchObject({
    status: 502,
  });
});

test('what a server says of its refusal is read so too', async () => {
  const ran = await runIn(
    answers('text/plain; charset=iso-8859-15', latin1('schön wär’s'.replace('’', "'")), 400),
    yaml,
  );
  expect(errorOf(ran).detail).toBe("the server answered 400: schön wär's");
});
