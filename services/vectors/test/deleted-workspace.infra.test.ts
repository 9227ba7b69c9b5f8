import { newId } from '@mesh/contracts/id';
import { keepForgetting, onWorkspaceDeleted } from '@mesh/outbox/forget-workspaces';
import { silent } from '@mesh/runtime/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetWorkspace } from '../src/heard/forget-workspace.ts';
import { engines } from './engines.ts';
import { openVectors, type Vectors } from './vectors.ts';

describe.each(engines)('on %s', (_name, open) => {
  let vectors: Vectors;
  beforeAll(async () => {
    vectors = await openVectors(open);
  });
  afterAll(() => vectors[Symbol.asyncDispose]());

  const pointsOf = (workspaceId: string) =>
    vectors.db.inWorkspace(workspaceId, async (trx) => {
      const points = await trx.selectFrom('point').select('id').execute();
      return points.map(({ id }) => id);
    });

  test('a deleted workspace leaves no collection and no point, not even late ones, and takes nothing of others along', async () => {
    const [gone, other] = [newId('ws'), newId('ws')];
    for (const workspaceId of [gone, other]) {
      for (const name of ['notes', 'letters']) {
        await vectors.in(workspaceId).putCollection({ params: { name }, body: { dimensions: 1 } });
        await vectors.in(workspaceId).upsertPoints({ params: { name }, body: { points: [{ id: name, vector: [1] }] } });
      }
    }
    const fact = { id: newId('evt'), type: 't', source: 's', time: '', workspaceId: gone, data: { workspaceId: gone } };
    const forgetting = { db: vectors.db, log: silent, forget: forgetWorkspace };
    const handler = onWorkspaceDeleted(forgetting);
    for (let times = 0; times < 2; times++) await vectors.db.inWorkspace(gone, (trx) => handler.handle(trx, fact));
    expect((await vectors.in(gone).listCollections({})).items).toEqual([]);
    expect(await pointsOf(gone)).toEqual([]);
    expect((await vectors.in(other).listCollections({})).items).toHaveLength(2);
    expect((await pointsOf(other)).sort()).toEqual(['letters', 'notes']);

    await vectors.in(gone).putCollection({ params: { name: 'late' }, body: { dimensions: 1 } });
    await vectors.in(gone).upsertPoints({ params: { name: 'late' }, body: { points: [{ id: 'late', vector: [1] }] } });
    await using _ = keepForgetting(forgetting, 0);
    await expect.poll(() => pointsOf(gone)).toEqual([]);
    expect((await vectors.in(gone).listCollections({})).items).toEqual([]);
    expect(await pointsOf(other)).toHaveLength(2);
  });
});
