import { MeshError } from '@mesh/contracts/mesh-error';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../src/event/read-events.ts';
import type { CloudEvent } from '../../src/interpreter/cloud-event.ts';

const event = { specversion: '1.0', id: '1', source: 'https://a.example', type: 'com.example.a' };
const structured = (value: unknown) =>
  readEvents({ contentType: 'application/cloudevents+json', text: JSON.stringify(value), headers: {} });
const batch = (value: unknown) =>
  readEvents({ contentType: 'application/cloudevents-batch+json', text: JSON.stringify(value), headers: {} });
const binary = (headers: Readonly<Record<string, string>>, text = '') =>
  readEvents({ contentType: 'application/json', text, headers });
const base64Of = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64');
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof MeshError ? error.code : 'something else';
  }
  return 'none';
};

describe('modes', () => {
  test.each([
    ['"Euro%20\\"%E2%82%AC\\" \\\\"', 'Euro "€" \\'],
    ['"', '"'],
    ['"a" b', '"a" b'],
    ['100%', '100%'],
  ])('binary: a header %s is the attribute %s', (header, subject) => {
    const told = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'b', 'ce-subject': header };
    expect(binary(told)).toEqual([{ ...event, source: '/a', type: 'b', subject }]);
  });

  test('structured: one event, extensions included', () => {
    const sent = { ...event, data: { a: 1 }, floor: 3, room: '12', urgent: true };
    expect(structured(sent)).toEqual([sent]);
  });

  test('structured: an attribute that is null is not set, and data that is null is data', () => {
    const unset = { time: null, subject: null, dataschema: null, room: null, data_base64: null };
    expect(structured({ ...event, ...unset, data: null })).toEqual([{ ...event, data: null }]);
    expect(codeOf(() => structured({ ...event, id: null }))).toBe('invalid');
  });

  test('batched: any number of events, in their order', () => {
    expect(batch([event, { ...event, id: '2' }]).map(({ id }) => id)).toEqual(['1', '2']);
    expect(batch([])).toEqual([]);
  });

  test('binary: attributes are headers, percent-encoded, and the body is the data', () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'Euro%20%E2%82%AC',
      'ce-source': '/a',
      'ce-type': 'b',
      'ce-room': '12',
    };
    expect(binary(headers, '{"a":1}')).toEqual([
      {
        specversion: '1.0',
        id: 'Euro €',
        source: '/a',
        type: 'b',
        room: '12',
        datacontenttype: 'application/json',
        data: { a: 1 },
      },
    ]);
    expect(binary(headers)[0]).not.toHaveProperty('data');
    expect(binary(headers)[0]).not.toHaveProperty('datacontenttype');
  });

  const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'b' };
  const posted = (type: string, bytes: Uint8Array | string) => {
    const contentType = type.split(';')[0] ?? '';
    const headers = { ...attributes, 'content-type': type };
    const [read] = readEvents({ contentType, base64: base64Of(bytes), headers });
    const { specversion: _version, id: _id, source: _source, type: _type, ...rest }: Partial<CloudEvent> = read ?? {};
    return rest;
  };

  test.each([
    ['image/png', Uint8Array.of(0x89, 0x50, 0)],
    ['application/octet-stream', '{}'],
    ['text/plain', Uint8Array.of(0xff)],
    ['text/plain', 'a\0b'],
    ['text/plain; charset=iso-8859-1', 'a'],
  ])('binary: %s may be bytes', (datacontenttype, bytes) => {
    expect(posted(datacontenttype, bytes)).toEqual({ datacontenttype, data_base64: base64Of(bytes) });
  });

  test.each([
    ['text/plain; charset=utf-8', '\ufeff {"ü"', '\ufeff {"ü"'],
    ['application/xml', '<a/>', '<a/>'],
    ['application/vnd.a+json; v=1', '{"a":[1]}', { a: [1] }],
  ])('binary: %s is a text, or what its JSON says', (datacontenttype, body, data) => {
    expect(posted(datacontenttype, body)).toEqual({ datacontenttype, data });
  });

  test('binary: an empty body is no data', () => {
    expect(posted('image/png', '')).toEqual({ datacontenttype: 'image/png' });
  });

  test('binary: the type of JSON is kept with its parameters', () => {
    const headers = { ...attributes, 'content-type': 'application/json; charset=utf-8' };
    expect(binary(headers, '1')).toMatchObject([{ datacontenttype: headers['content-type'], data: 1 }]);
  });

  test.each([
    ['application/a+json', Uint8Array.of(0xff), 'invalid'],
    ['application/a+json', '{', 'invalid'],
    ['application/a+json', '"\\u0000"', 'unprocessable'],
    ['image/png', new Uint8Array(400_000), 'payload-too-large'],
    [`a/${'b'.repeat(300)}`, 'a', 'invalid'],
  ])('binary: %.20s is refused where it cannot be taken', (type, bytes, code) => {
    expect(codeOf(() => posted(type, bytes))).toBe(code);
  });

  test('binary: bytes without ce- headers are no event, nor are they in base64 by themselves', () => {
    expect(codeOf(() => readEvents({ contentType: 'image/png', base64: 'AA==', headers: {} }))).toBe('invalid');
    const broken = { contentType: 'image/png', base64: '?', headers: attributes };
    expect(codeOf(() => readEvents(broken))).toBe('invalid');
  });

  test('JSON without ce- headers is no event', () => {
    expect(codeOf(() => binary({}, JSON.stringify(event)))).toBe('invalid');
  });
});

describe('refusals', () => {
  test.each([
    ['nothing', null],
    ['a text', 'event'],
    ['no id', { ...event, id: undefined }],
    ['an empty source', { ...event, source: '' }],
    ['another version', { ...event, specversion: '0.3' }],
    ['a time that is none', { ...event, time: 'yesterday' }],
    ['an attribute in capitals', { ...event, Room: '12' }],
    ['an attribute that is an object', { ...event, room: {} }],
    ['an attribute that is no whole number', { ...event, room: 1.5 }],
    ['data twice', { ...event, data: 1, data_base64: 'AA==' }],
    ['bytes that are none', { ...event, data_base64: '?' }],
    ['an id that is too long', { ...event, id: 'x'.repeat(257) }],
    ['a type with a star', { ...event, type: 'com.example.*' }],
    ['a type with a line feed', { ...event, type: 'com.example\nx' }],
    ['a source with an escape', { ...event, source: 'a\u001bb' }],
    ['a type of data with a line feed', { ...event, datacontenttype: 'text/plain\r\nx: y' }],
    ['a schema of data with NUL', { ...event, dataschema: 'https://a.example/%00\u0007' }],
    ['an attribute with a tab', { ...event, room: '1\t2' }],
  ])('%s', (_, value) => {
    expect(codeOf(() => structured(value))).toBe('invalid');
  });

  test('a fault of a batch says which event it is in', () => {
    const faults = () => batch([event, { ...event, type: '' }]);
    expect(faults).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/body/1/type' })] }));
  });

  test('a fault points to an attribute whatever it is called', () => {
    const faults = () => structured({ ...event, 'a/b': 'x\ty' });
    const errors = expect.arrayContaining([expect.objectContaining({ pointer: '/body/a~1b' })]);
    expect(faults).toThrow(expect.objectContaining({ errors }));
  });

  test.each([
    ['NUL', '\u0000'],
    ['half of a pair', '\ud800'],
  ])('%s in a text cannot be stored', (_, text) => {
    expect(codeOf(() => structured({ ...event, data: { deep: [text] } }))).toBe('unprocessable');
    expect(codeOf(() => structured({ ...event, id: text }))).toBe('unprocessable');
  });

  test('the mesh’s own types are not told by others', () => {
    expect(codeOf(() => structured({ ...event, type: 'mesh.credentials.credential.revoked.v1' }))).toBe(
      'unprocessable',
    );
  });

  test('too large an event, and too many', () => {
    expect(codeOf(() => structured({ ...event, data: 'x'.repeat(600_000) }))).toBe('payload-too-large');
    expect(codeOf(() => batch(Array.from({ length: 1_001 }, (_, n) => ({ ...event, id: String(n) }))))).toBe(
      'payload-too-large',
    );
  });

  test.each(['{', '[1', `${'['.repeat(100_000)}`, '{"id":1,"id":2}'])('a body that is no JSON: %.20s', (text) => {
    const sent = { contentType: 'application/cloudevents+json', text, headers: {} };
    expect(['invalid', 'unprocessable']).toContain(codeOf(() => readEvents(sent)));
  });
});
