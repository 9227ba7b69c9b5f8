import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breakingChanges } from '../src/compatibility/breaking-changes.ts';
import { type Contract, contractOf } from '../src/compatibility/contract.ts';
import { eventSubject, type MeshEvent } from '../src/event.ts';
import { events } from '../src/events.ts';
import { newId } from '../src/id.ts';
import { operations, rooms } from '../src/operations.ts';
import { bundleSubject, streamSubjects } from '../src/subjects.ts';

const promised = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as Contract;
const now = contractOf(operations, events);

test('nothing that was promised is broken without a new version', () => {
  expect(now.version).toBeGreaterThanOrEqual(promised.version);
  if (now.version === promised.version) expect(breakingChanges(promised, now)).toEqual([]);
});

test('what is promised is written down: `npm run contract -w @mesh/contracts` does it', () => {
  expect(promised).toEqual(JSON.parse(JSON.stringify(now)));
});

test('each operation has its own subject and is exported by its name, each event has its own type', () => {
  expect(new Set(operations.map(({ subject }) => subject)).size).toBe(operations.length);
  expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
  for (const { service, name, subject } of operations)
    expect((rooms[service] as Record<string, unknown>)[name]).toMatchObject({ subject });
});

test('a stream keeps each event, by itself or in its bundle', () => {
  const isKept = (subject: string) =>
    Object.values(streamSubjects)
      .flat()
      .some((kept) =>
        new RegExp(`^${kept.replaceAll('.', '\\.').replaceAll('*', '[^.]+').replace('>', '.+')}$`).test(subject),
      );
  const kept = (event: MeshEvent) => {
    const subject = eventSubject(event, newId('ws'));
    return isKept(event.isBundled ? bundleSubject(subject) : subject);
  };
  expect(events.filter((event) => !kept(event)).map(({ type }) => type)).toEqual([]);
});
