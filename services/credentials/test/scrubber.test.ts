import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { answerBody } from '../src/broker/answer-body.ts';
import { Scrubber } from '../src/broker/scrubber.ts';

const secret = 'p+s/w"ö\\rd-0123456789';
const scrubber = new Scrubber([secret]);
const through = (bytes: Buffer) => buffer(Readable.from([bytes]).pipe(scrubber.body()));
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['raw', secret],
  ['JSON', JSON.stringify(secret).slice(1, -1)],
  ['JSON with escaped slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
  ['JSON in ASCII', JSON.stringify(secret).slice(1, -1).replace('ö', '\\u00f6')],
  ['UTF-8 read as Latin-1', Buffer.from(secret).toString('latin1')],
  ['JSON of UTF-8 read as Latin-1', JSON.stringify(Buffer.from(secret).toString('latin1')).slice(1, -1)],
  ['URL', encodeURIComponent(secret)],
  ['URL in small letters', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
  ['form', new URLSearchParams({ a: secret }).toString().slice(2)],
  ['hex', Buffer.from(secret).toString('hex')],
  ['base64', base64(secret)],
  ['base64 behind one byte', base64(`a${secret}`)],
  ['base64 behind two bytes', base64(`ab${secret}`)],
  ['base64 in the middle', base64(`user:${secret}:more`)],
  ['base64url', Buffer.from(secret).toString('base64url')],
])('the secret as %s is taken out of text and bytes', async (_, form) => {
  const inside = form.slice(4, -4);
  expect(scrubber.text(`before ${form} after`)).not.toContain(inside);
  expect(String(await through(Buffer.from(`before ${form} after`)))).not.toContain(inside);
});

test('a JSON value is scrubbed however its texts were escaped', () => {
  const escaped = `"${Array.from(secret, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
  const value = JSON.parse(`{"a":[${escaped}],${escaped}:1,"n":5,"z":null}`);
  expect(scrubber.json(value)).toEqual({ a: ['[redacted]'], '[redacted]': 1, n: 5, z: null });
});

test('what was escaped in a JSON body is found when it is read', () => {
  const escaped = Array.from(secret, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const read = (text: string) => answerBody(Buffer.from(text), 'application/json; charset=utf-8', scrubber);
  expect(read(`{"a":"${escaped}"}`)).toEqual({ bodyKind: 'json', body: { a: '[redacted]' } });
  expect(read('{"a":"b"}')).toEqual({ bodyKind: 'json', body: { a: 'b' } });
  expect(read('[redacted]')).toEqual({ bodyKind: 'text', body: '[redacted]' });
});

test('what holds no secret comes back unchanged', async () => {
  const bytes = Buffer.from([0, 255, 128, 10]);
  expect(await through(bytes)).toEqual(bytes);
  expect(await through(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
  expect(scrubber.headers({ etag: '"x"' })).toEqual({ etag: '"x"' });
});
