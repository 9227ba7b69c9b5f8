import { existsSync, readFileSync } from 'node:fs';
import { services } from '@mesh/contracts/operation';
import type { DatabaseNode, ServiceNode } from 'railway/iac';
import { expect, test } from 'vitest';
import { brokerConfig } from '../src/broker.ts';
import { builtServices, declaration } from '../src/declaration.ts';
import { legacyConfig } from '../src/legacy.ts';

const resources = ((await declaration('production')).resources ?? []).flat();
const built = await builtServices('production');

test('the declaration is what was last looked at', () => {
  const told = JSON.stringify(resources).replace(JSON.stringify(brokerConfig), '"the configuration of the broker"');
  expect(JSON.parse(told)).toMatchSnapshot();
});

test('every service of the mesh is built, migrated first, checked, and given its time to drain', () => {
  expect(built.map(({ name }) => name)).toEqual([...services]);
  for (const { deploy } of built) {
    expect(deploy).toMatchObject({ preDeployCommand: ['node dist/migrate.js'], healthcheckPath: '/health' });
    expect(deploy?.drainingSeconds).toBeGreaterThan(25);
    expect(deploy?.overlapSeconds).toBeGreaterThanOrEqual(10);
  }
});

test('each service has a database of its own, and vectors has pgvector', () => {
  const databases = resources.filter((node): node is DatabaseNode => node.type === 'database');
  const urls = built.map(({ variables }) => JSON.stringify(variables?.['DATABASE_URL']));
  expect(new Set(urls).size).toBe(services.length);
  expect(databases.find(({ name }) => name === 'vectors-db')?.image).toContain('pgvector');
});

test('services listen on every address and meet on the private network only', () => {
  for (const { variables, networking } of built) {
    expect(variables?.['HOST']).toMatchObject({ value: '::' });
    expect(JSON.stringify(variables?.['NATS_URL'])).toContain('RAILWAY_PRIVATE_DOMAIN');
    expect(networking).toBeUndefined();
  }
});

test('no secret stands in the declaration: all of them are references', () => {
  const secret = /KEY|PASSWORD|PEPPER|SECRET/;
  for (const { variables } of built) {
    for (const [name, value] of Object.entries(variables ?? {})) {
      if (!secret.test(name)) continue;
      expect(value.type !== 'literal' || value.value?.includes('${{'), name).toBe(true);
    }
  }
});

test('the broker keeps its streams on a volume and has a user for each service', () => {
  const broker = resources.find((node): node is ServiceNode => node.type === 'service' && node.name === 'nats');
  expect(broker?.volumeAttachments?.['nats-data']?.mountPath).toBe('/data');
  for (const name of services) expect(brokerConfig).toContain(`user: "${name}"`);
});

test.each(built)('the legacy file of $name is current; `npm run legacy -w @mesh/railway` writes it', (node) => {
  const file = new URL(`../${node.name}/railway.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(legacyConfig(node));
});

test('the README lists every shared variable', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const told = JSON.stringify(resources);
  const names = [
    ...[...told.matchAll(/"sharedReference","name":"(\w+)"/g)].map(([, name]) => name),
    ...[...told.matchAll(/\$\{\{shared\.(\w+)\}\}/g)].map(([, name]) => name),
  ];
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(readme).toContain(name);
});

test.each([...services])('%s has the program that runs before its deploy', (name) => {
  const folder = name === 'gateway' ? 'gateway' : `services/${name}`;
  expect(existsSync(new URL(`../../${folder}/src/migrate.ts`, import.meta.url))).toBe(true);
});
