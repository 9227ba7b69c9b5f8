import { expect, test } from 'vitest';
import { operationsOf } from '../../src/effect/openapi/operations-of.ts';

/** What is known of the form in parts that an operation takes. */
function formOf(schema: object, schemas: object) {
  const requestBody = { content: { 'multipart/form-data': { schema } } };
  const document = {
    openapi: '3.1.0',
    paths: { '/': { post: { operationId: 'send', requestBody } } },
    schemas: structuredClone(schemas),
  };
  const kept = JSON.parse(operationsOf(document).get('send') ?? '');
  return kept.operation.requestBody.content['multipart/form-data'];
}
const to = (name: number | string) => ({ $ref: `#/schemas/${name}` });
const many = (count: number, make: (nth: number) => object) =>
  Object.fromEntries(Array.from({ length: count }, (_, nth) => [nth, make(nth)]));

test('a form is known as far as a hundred schemas and a thousand fields', () => {
  const schemas = many(300, (nth) => ({ properties: { [`field${nth}`]: {} }, allOf: [to((nth + 1) % 300)] }));
  expect(Object.keys(formOf(to(0), schemas).parts)).toHaveLength(100);
  expect(Object.keys(formOf({ properties: many(2_000, () => ({})) }, {}).parts)).toHaveLength(1_000);
});

test('what a schema is known by, others in a circle with it are known by as well', () => {
  const schemas = { one: { allOf: [to('other')] }, other: { allOf: [to('one'), to('last')] }, last: {} };
  expect(['one', 'other'].map((name) => formOf(to(name), schemas).schema.hasBody)).toEqual([false, false]);
  const having = { ...schemas, last: { properties: { body: {} } } };
  expect(['one', 'other', 'last'].map((name) => formOf(to(name), having).schema.hasBody)).toEqual([true, true, true]);
});

test('of several schemas that tell of a field the first counts, and the own before those that it is made of', () => {
  const told = (format: string) => ({ properties: { file: { type: 'string', format } } });
  const schemas = { first: told('binary'), second: told('date') };
  expect(formOf({ allOf: [to('first'), to('second')] }, schemas).parts.file.format).toBe('binary');
  expect(formOf({ ...told('uuid'), allOf: [to('first')] }, schemas).parts.file.format).toBe('uuid');
});

test('a field is known however many schemas it is made of, and where its items are elsewhere', () => {
  const file = { type: 'array', items: to('away'), anyOf: Array.from({ length: 300_000 }, () => ({})) };
  const { parts } = formOf({ properties: { file } }, { away: { $ref: 'others.yaml' } });
  expect(parts.file).toEqual({ type: 'array', items: {} });
});
