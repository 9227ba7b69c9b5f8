import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { faultOf } from '../../src/effect/fault-of.ts';

test('a refusal tells what was wrong in the question', () => {
  const errors = [
    { pointer: '/body/collection', message: 'expected a string' },
    { pointer: '/body/name', message: 'unknown field' },
  ];
  const refused = new MeshError('invalid', 'the request does not fit its description', { errors });
  expect(faultOf(refused).error).toMatchObject({
    status: 400,
    detail: 'the request does not fit its description: /body/collection: expected a string; /body/name: unknown field',
  });
});

test('what nobody has foreseen tells nothing of itself', () => {
  expect(faultOf(new Error('a secret')).error.detail).toBe('the task could not be done');
});

test.for(['egress-denied', 'credential-host-denied'] as const)(
  '%s has the status that the API answers it with',
  (code) => {
    expect(faultOf(new MeshError(code, 'this is closed')).error).toMatchObject({
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/authorization',
      status: 422,
    });
  },
);
