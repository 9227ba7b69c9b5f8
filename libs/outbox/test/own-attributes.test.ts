import { expect, test } from 'vitest';
import { IN_BASE64, ownAttributes } from '../src/event/own-attributes.ts';

test("attributes become texts, and a time that can be read is the event's", () => {
  const type = { datacontenttype: 'text/plain', dataschema: 'https://a.example/s' };
  const given = { time: '2020-02-03T04:05:06+01:00', priority: 5, urgent: true, ...type };
  const { time, ...attributes } = { ...given, priority: '5', urgent: 'true' };
  expect(ownAttributes(given)).toEqual({ time, attributes });
});

test.each([
  { what: 'a time that cannot be read', given: { time: 'yesterday' } },
  { what: 'a name that no header has', given: { 'a:b\r\n': 'x', Über: 'y' } },
  { what: 'what is not set', given: { region: null } },
])('$what is left out', ({ given }) => {
  expect(ownAttributes(given)).toEqual({ attributes: {} });
});

test('data are bytes where that is said, and by no attribute of a user', () => {
  expect(ownAttributes({ [IN_BASE64]: true })).toEqual({ attributes: {}, inBase64: true });
  expect(ownAttributes({ [IN_BASE64]: 'true', inbase64: true })).toEqual({ attributes: { inbase64: 'true' } });
});
