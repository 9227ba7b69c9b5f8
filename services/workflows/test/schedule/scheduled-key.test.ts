// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { readDocument } from '../../src/definition/read-document.ts';
import { scheduleOptions } from '../../src/definition/schedule-options.ts';
import { compilePlan } from '../../src/plan/compile/compile-plan.ts';
import { keyOf } from '../../src/queue/key-of.ts';
import { startKey } from '../../src/queue/start-key.ts';
import { type Rule, rulesOf } from '../../src/schedule/rule.ts';
import { scheduledKey } from '../../src/schedule/scheduled-key.ts';
import { tasks } from '../simulation.ts';

const named = { workspaceId: 'ws_1', namespace: 'test', name: 'test' };
const now = new Date(5_000);

test.each([
  ['strict', '.customer', '.customer'],
  ['strict', '${ .customer }', 'null'],
  ['loose', '.customer', 'null'],
  ['loose', 'every night', 'every night'],
])('in mode %s a schedule waits behind the key of any other start: %s', (mode, concurrencyKey, spelled) => {
  const { document, digest } = readDocument(
    `evaluate: {mode: ${mode}}\n${tasks('  - a: {set: {b: 1}}').replace(
      'version: 1.0.0',
      `version: 1.0.0, metadata: {concurrencyKey: "${concurrencyKey}"}`,
    )}`,
    'application/yaml',
  );
  const { key } = compilePlan(document, digest).concurrency;
  const [rule] = rulesOf({ every: 'PT1H' }, scheduleOptions(document));
  expect(key && keyOf(named, startKey(key, {}, now.getTime()))).toBe(keyOf(named, spelled));
  expect(rule && scheduledKey({ ...named, rule }, {}, now)).toBe(keyOf(named, spelled));
});

test('a schedule whose key does not compile has none, and fires', () => {
  const options = { overlap: 'allow', catchUpMs: 0, jitterMs: 0 } as const;
  const rule: Rule = { kind: 'every', ms: 1_000, ...options, concurrency: { key: '${ (.a }', limit: 1 } };
  expect(scheduledKey({ ...named, rule }, {}, now)).toBeUndefined();
});
