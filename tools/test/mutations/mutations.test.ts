import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { edited } from './mutation.ts';
import { safetyLines } from './safety-lines.ts';

const root = new URL('../../../', import.meta.url);

describe.each(safetyLines)('without $without', ({ edits, project, tests }) => {
  test('there is a change to make, where the list says', async () => {
    for (const edit of edits) await edited(root, edit);
  });

  test('the tests that have to fail are there', () => {
    const suffix = project === 'infra' ? '.infra.test.ts' : '.test.ts';
    expect(tests.filter((file) => !file.endsWith(suffix) || !existsSync(new URL(file, root)))).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });
});
