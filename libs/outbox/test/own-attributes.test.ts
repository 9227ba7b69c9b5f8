import { expect, test } from 'vitest';
import { ownAttributes } from '../src/own-attributes.ts';

test("attributes become texts, and a time that can be read is the event's", () => {
  const given = { time: '2020-02-03T04:05:06+01:00', priority: 5, urgent: true, dataschema: 'https://a.example/s' };
  const { time, ...attributes } = { ...given, priority: '5', urgent: 'true' };
  expect(ownAttributes(given)).toEqual({ time, attributes });
});

test.each([
  { what: 'a time that cannot be read', given: { time: 'yesterday' } },
  { what: 'the type of data that travel as JSON', given: { datacontenttype: 'text/plain' } },
  { what: 'a name that no header has', given: { 'a:b\r\n': 'x', Über: 'y' } },
  { what: 'what is not set', given: { region: null } },
])('$what is left out', ({ given }) => {
  expect(ownAttributes(given)).toEqual({ attributes: {} });
});
