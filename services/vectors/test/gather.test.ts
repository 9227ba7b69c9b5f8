import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gather } from '../src/embedding/gather.ts';

test('texts that come while a batch is under way share the next one', async () => {
  const batches: string[][] = [];
  const embed = gather(async (texts) => {
    batches.push(texts);
    await turn();
    return texts.map((text) => [text.length]);
  }, 3);
  const answers = await Promise.all([embed(['a']), embed(['bb', 'ccc']), embed(['dddd', 'eeeee'])]);
  expect(answers).toEqual([[[1]], [[2], [3]], [[4], [5]]]);
  expect(batches).toEqual([['a'], ['bb', 'ccc', 'dddd'], ['eeeee']]);
});

test('a batch that fails fails its own texts and no others', async () => {
  const embed = gather(async (texts) => {
    await turn();
    if (texts.includes('bad')) throw new Error('no');
    return texts.map(() => [1]);
  }, 1);
  const [good, bad, after] = await Promise.allSettled([embed(['good']), embed(['bad']), embed(['after'])]);
  expect([good?.status, bad?.status, after?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('more texts than may wait are refused at once', async () => {
  const embed = gather(() => new Promise(() => {}), 1);
  await expect(embed(Array.from({ length: 8_193 }, () => 'x'))).rejects.toMatchObject({ code: 'unavailable' });
});
