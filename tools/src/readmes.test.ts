import { globSync } from 'node:fs';
import { events } from '@mesh/contracts/events';
import { operations } from '@mesh/contracts/operations';
import { describe, expect, test } from 'vitest';
import { root, textOf } from './packages.ts';
import { serviceSchemas } from './service-schemas.ts';

const folderOf = (service: string) => (service === 'gateway' ? 'gateway' : `services/${service}`);
const variablesOf = (service: string) => Object.keys(serviceSchemas.get(service)?.shape ?? {});

/**
 * Names between backticks; `EXECUTION*` stands for all with this prefix, and `.updated` for another verb of the previous entity.
 */
function namesIn(readme: string): { has(name: string): boolean } {
  const names = [...readme.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const begins = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return { has: (name) => names.includes(name) || begins.some((one) => name.startsWith(one)) };
}

describe.each([...serviceSchemas.keys()])('the README of %s', (service) => {
  const folder = folderOf(service);
  const readme = textOf(`${folder}/README.md`);
  const names = namesIn(readme);

  test('names every table', () => {
    const steps = globSync(`${folder}/src/db/migrations/*.sql`, { cwd: root }).map(textOf).join('\n');
    const tables = [...steps.matchAll(/create (?:unlogged )?table (\w+)/g)].map(([, table = '']) => table);
    expect(tables.filter((table) => !names.has(table))).toEqual([]);
  });

  test('names every room', () => {
    const rooms = globSync(`${folder}/src/*/`, { cwd: root }).map((path) => path.split('/').at(-1) ?? '');
    expect(rooms.filter((room) => room !== 'db' && !readme.includes(`${room}/`))).toEqual([]);
  });

  test.skipIf(service === 'gateway')('names every operation', () => {
    const answered = operations.filter((one) => one.service === service).map(({ name }) => name);
    expect(answered.filter((name) => !names.has(name))).toEqual([]);
  });

  test('names every event', () => {
    const told = events.filter((one) => one.service === service).map(({ type }) => type.split('.').slice(2, 4));
    const isNamed = ([entity, verb]: string[]) => names.has(`${entity}.${verb}`) || names.has(`.${verb}`);
    expect(told.filter((one) => !isNamed(one))).toEqual([]);
  });

  test('names every variable that it alone reads', () => {
    const others = new Set([...serviceSchemas.keys()].filter((one) => one !== service).flatMap(variablesOf));
    expect(variablesOf(service).filter((name) => !others.has(name) && !names.has(name))).toEqual([]);
  });
});
