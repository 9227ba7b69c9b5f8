import { expect, test } from 'vitest';
import { keyRotationEtag } from '../src/key-rotations.ts';
import { modelBudgetEtag } from '../src/models.ts';
import { pluginEtag } from '../src/plugins.ts';

const createdAt = '2026-01-01T00:00:00.000Z';
/** Each shows something else than the one before it. */
const shown = <T extends object>(first: T, changes: readonly Partial<T>[]) => [
  first,
  ...changes.map((change) => ({ ...first, ...change })),
];

test('a rotation, a plugin and a budget that show something else have another tag', () => {
  const rotation = {
    ...{ id: 'rot_1', scope: 'root' as const, target: 'k2', status: 'running' as const, total: 2, done: 1 },
    ...{ byKey: { k1: 1, k2: 1 }, createdAt, endedAt: null },
  };
  const plugin = {
    ...{
      id: 'plg_1',
      name: 'p',
      visibility: 'public' as const,
      latest: '1.0.0',
      description: '',
      category: null,
      tags: [],
    },
    ...{
      installations: 0,
      createdAt,
      versions: [{ version: '1.0.0', digest: 'd', stage: 'scanning' as const, publishedAt: createdAt }],
    },
  };
  const budget = { period: 'day' as const, tokens: null, cost: 2, since: createdAt, used: { tokens: 1, cost: 0.5 } };
  const [version] = plugin.versions;
  const tags = [
    ...shown(rotation, [{ done: 2 }, { byKey: { k1: 1, k2: 2 } }]).map(keyRotationEtag),
    ...shown(plugin, [{ installations: 1 }, { versions: [{ ...version, stage: 'published' }] as never }]).map(
      pluginEtag,
    ),
    ...shown(budget, [{ tokens: 5 }, { cost: 3 }, { used: { tokens: 1, cost: 0.6 } }] as never).map(modelBudgetEtag),
  ];
  expect(new Set(tags).size).toBe(10);
  for (const tag of tags) expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
});
