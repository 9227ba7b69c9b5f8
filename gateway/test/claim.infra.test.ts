import { serve } from '@mesh/bus/serve';
import { upsertPoints } from '@mesh/contracts/vectors';
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';

test('a body of 12 MiB goes to its service by reference, and its claim is taken', async () => {
  await using room = await openRoom();
  const vectors = await room.busOf('vectors');
  let got = 0;
  serve(vectors, upsertPoints, async ({ body }) => {
    got = body.points.length;
    return { upserted: got, embedded: 0, skipped: 0 };
  });
  const text = 'x'.repeat(60_000);
  const payload = { points: Array.from({ length: 210 }, (_, index) => ({ id: `p${index}`, text })) };
  const url = '/v1/collections/large/points';
  expect((await room.app.inject({ method: 'POST', url, payload })).json()).toMatchObject({ upserted: 210 });
  expect(got).toBe(210);
  expect(await room.objects.deleteOlder('claims/', new Date(Date.now() + 60_000))).toBe(0);
  const tooMuch = await room.app.inject({
    method: 'POST',
    url,
    payload: `"${'x'.repeat(16 * 1024 * 1024)}"`,
    headers: { 'content-type': 'application/json' },
  });
  expect(tooMuch.json()).toMatchObject({ status: 413, limitBytes: 16 * 1024 * 1024 });
});
