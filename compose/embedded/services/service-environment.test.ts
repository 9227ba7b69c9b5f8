import { expect, test } from 'vitest';
import { ownVariables } from './service-environment.ts';

test('a variable with the name of a process in front is for that process alone', () => {
  const env = { WORKFLOWS__LOG_LEVEL: 'debug', WORKFLOWS_2__NATS_URL: 'nats://here', WORKFLOWS_URL: 'http://there' };
  expect(ownVariables('workflows', env)).toEqual({ LOG_LEVEL: 'debug' });
  expect(ownVariables('workflows-2', env)).toEqual({ NATS_URL: 'nats://here' });
  expect(ownVariables('gateway', env)).toEqual({});
});
