import { services } from '@mesh/contracts/operation';
import { expect, test } from 'vitest';
import { databaseSql } from '../src/database-sql.ts';
import { containers, envFile, environments } from '../src/environments.ts';
import { makeSecrets } from '../src/secrets.ts';

const secrets = makeSecrets('amk_first');
const told = environments(secrets);

test('no secret is given to two services, but the way to Redis and to the bucket', () => {
  const shared = new Set([secrets.redisPassword, secrets.objectsKey]);
  const words = [
    ...Object.values(secrets.databasePasswords).flatMap(({ login, owner }) => [login, owner]),
    ...Object.values(secrets.natsPasswords),
    ...Object.values(secrets.principalKeys.signingKeys),
    secrets.encryptionKey,
    secrets.apiKeyPepper,
  ];
  for (const word of words.filter((word) => !shared.has(word))) {
    expect(services.filter((service) => envFile(told[service]).includes(word))).toHaveLength(1);
  }
});

test('credentials alone holds the root key, the gateway alone the pepper', () => {
  expect(services.filter((service) => 'ENCRYPTION_KEY' in told[service])).toEqual(['credentials']);
  expect(services.filter((service) => 'API_KEY_PEPPER' in told[service])).toEqual(['gateway']);
});

test('all reach the bucket through which large messages go, credentials alone that of the audit', () => {
  expect(services.filter((service) => 'AWS_SECRET_ACCESS_KEY' in told[service])).toEqual([...services]);
  expect(services.filter((service) => 'AUDIT_S3_BUCKET' in told[service])).toEqual(['credentials']);
  expect(told.credentials['PUBLIC_URL']).toBe(told.mesh['MESH_URL']);
});

test('a service logs in as a role that owns nothing, and migrates as the owner', () => {
  for (const service of services) {
    expect(new URL(told[service]['DATABASE_URL'] ?? '').username).toBe(service);
    expect(new URL(told[service]['DATABASE_MIGRATION_URL'] ?? '').username).toBe(`${service}_owner`);
  }
});

test('PostgreSQL makes a closed database for each service, and pgvector in that of vectors', () => {
  const sql = databaseSql(secrets);
  for (const service of services) {
    expect(sql).toContain(`create database ${service} owner ${service}_owner;`);
    expect(sql).toContain(`revoke connect on database ${service} from public;`);
  }
  expect(sql).toMatch(/\\connect vectors\ncreate extension vector;/);
});

test('nothing in an env file is left for Compose to interpolate', () => {
  expect(envFile({ KEY: 'a$b "c"' })).toBe(`KEY='a$b "c"'\n`);
  for (const name of containers) expect(envFile(told[name])).toMatch(/^([A-Z0-9_]+='[^'\n]*'\n)*$/);
});

test('two makings share no secret', () => {
  const other = makeSecrets('amk_first');
  expect(other.encryptionKey).not.toBe(secrets.encryptionKey);
  expect(Buffer.from(other.encryptionKey, 'base64')).toHaveLength(32);
});
