import { MeshError } from '@mesh/contracts/mesh-error';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../src/event/read-events.ts';

const event = { specversion: '1.0', id: '1', source: 'https://a.example', type: 'com.example.a' };
const structured = (value: unknown) =>
  readEvents({ contentType: 'application/cloudevents+json', text: JSON.stringify(value), headers: {} });
const batch = (value: unknown) =>
  readEvents({ contentType: 'application/cloudevents-batch+json', text: JSON.stringify(value), headers: {} });
const binary = (headers: Readonly<Record<string, string>>, text = '') =>
  readEvents({ contentType: 'application/json', text, headers });
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof MeshError ? error.code : 'something else';
  }
  return 'none';
};

describe('modes', () => {
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
    ['an attribute with a tab', { ...event, room: '1\t2' }],
  ])('%s', (_, value) => {
    expect(codeOf(() => structured(value))).toBe('invalid');
  });

  test('a fault of a batch says which event it is in', () => {
    const faults = () => batch([event, { ...event, type: '' }]);
    expect(faults).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/body/1/type' })] }));
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
