import { expect, test } from 'vitest';
import { planOf, tasks } from './simulation.ts';

test.each([
  ['a schema elsewhere', '  - one: {input: {schema: {resource: {endpoint: https://a.example/s}}}, set: {a: 1}}', ''],
])('%s is refused when it is compiled', (_what, yaml, head) => {
  expect(() => planOf(head + tasks(yaml))).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ status: 501 }) }),
  );
});
