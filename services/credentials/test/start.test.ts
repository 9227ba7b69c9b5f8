import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const whole = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  NATS_URL: 'nats://127.0.0.1:1',
  PRINCIPAL_SIGNING_KEY: 'key',
  PRINCIPAL_PUBLIC_KEYS: '{}',
  PORT: '0',
};
const start = (env: object) =>
  spawnSync(process.execPath, [main], { env: { ...whole, ...env }, encoding: 'utf8', timeout: 100_000 });

test.each([
  ['a missing root key', {}, 'credentials: ENCRYPTION_KEY: required: 32 random bytes in base64\n'],
  ['a malformed one', { ENCRYPTION_KEY: 'hunter2' }, 'credentials: ENCRYPTION_KEY: key 1 is not 32 bytes in base64\n'],
  [
    'a malformed one by its other name',
    { CREDENTIAL_ENCRYPTION_KEY: 'hunter2' },
    'credentials: ENCRYPTION_KEY: key 1 is not 32 bytes in base64\n',
  ],
])(
  '%s refuses to start with one line that does not repeat it',
  (_, env, line) => {
    const { status, stderr, stdout } = start(env);
    expect([status, stderr]).toEqual([1, line]);
    expect(stdout + stderr).not.toContain('hunter2');
  },
  30_000,
);
