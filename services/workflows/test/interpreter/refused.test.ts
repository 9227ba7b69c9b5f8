import { expect, test } from 'vitest';
import { planOf, tasks } from '../simulation.ts';

test.each([
  [
    'a schema in another format',
    '  - one: {input: {schema: {format: avro, document: {type: record}}}, set: {a: 1}}',
    501,
  ],
  [
    'a schema elsewhere that was not fetched',
    '  - one: {input: {schema: {resource: {endpoint: https://a.example/s}}}, set: {a: 1}}',
    400,
  ],
  ['a function elsewhere that was not fetched', '  - one: {call: https://a.example/function.yaml}', 400],
])('%s is refused when it is compiled', (_what, yaml, status) => {
  expect(() => planOf(tasks(yaml))).toThrow(expect.objectContaining({ error: expect.objectContaining({ status }) }));
});
