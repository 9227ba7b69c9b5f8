import { expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/config-error.ts';
import { databaseUrl, redisUrl } from '../src/connection-urls.ts';
import { common, database, egress, objects, redis } from '../src/environment.ts';

const schema = z.object({ ...common, ...database, ...redis, ...objects, ...egress });
const enough = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

function refusal(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(schema, { ...enough, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

test.each([
  ['PORT', '70000'],
  ['PORT', '1e3'],
  ['LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://x'],
  ['REDIS_URL', 'localhost:6379'],
  ['DATABASE_SINGLE_SESSION', 'maybe'],
  ['S3_ENDPOINT_URL', 'ftp://x'],
])('a bad %s is one line that names it', (name, value) => {
  const lines = refusal({ [name]: value });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${name}: `));
});

test('a refusal never repeats the value of a secret', () => {
  expect(refusal({ DATABASE_URL: 'hunter2' }).join()).not.toContain('hunter2');
});

test('every bad variable is told at once', () => {
  expect(refusal({ PORT: 'x', LOG_LEVEL: 'x' })).toHaveLength(2);
});

test('an empty variable counts as absent', () => {
  expect(readConfig(schema, { ...enough, PORT: '' }).PORT).toBe(8080);
});

test('a list is split and trimmed', () => {
  expect(readConfig(schema, { ...enough, EGRESS_ALLOW: 'a:1, 10.0.0.0/8,' }).EGRESS_ALLOW).toEqual([
    'a:1',
    '10.0.0.0/8',
  ]);
});

test('the database is named by one URL, or by its parts', () => {
  const parts = { POSTGRES_HOST: 'db', POSTGRES_USER: 'me', POSTGRES_PASSWORD: 'p/w' };
  expect(databaseUrl(readConfig(schema, { ...enough, ...parts }), 'vectors')).toBe(
    'postgres://me:p%2Fw@db:5432/vectors',
  );
  const whole = { ...parts, DATABASE_URL: 'postgres://other/x' };
  expect(databaseUrl(readConfig(schema, { ...enough, ...whole }), 'vectors')).toBe('postgres://other/x');
  expect(() => databaseUrl(readConfig(schema, enough), 'vectors')).toThrow(/^DATABASE_URL: required/);
});

test('Redis is optional', () => {
  expect(redisUrl(readConfig(schema, enough))).toBeUndefined();
  const parts = { REDIS_HOST: 'cache', REDIS_PASSWORD: 'a@b', REDIS_DB: '3' };
  expect(redisUrl(readConfig(schema, { ...enough, ...parts }))).toBe('redis://:a%40b@cache:6379/3');
});
