import { MeshError } from '@mesh/contracts/mesh-error';
import { nobody } from '@mesh/contracts/principal';
import { expect, test } from 'vitest';
import { CallRates } from '../src/http/call-rates.ts';
import { slowGuessing } from '../src/identity/slow-guessing.ts';

test('an address that shows many wrong keys is slowed down, its good keys and other addresses are not', async () => {
  let now = 0;
  const whoAsks = slowGuessing(
    async ({ headers }) => {
      if (headers['x-api-key'] === 'good') return nobody;
      throw new MeshError('unauthenticated', 'the API key is not valid');
    },
    new CallRates(2, { now: () => now }),
  );
  const codeOf = (ip: string, key: string) =>
    whoAsks({ ip, headers: { 'x-api-key': key } }).then(
      () => 'ok',
      (error: MeshError) => error.code,
    );
  const wrong = async (count: number, ip: string) =>
    Promise.all(Array.from({ length: count }, (_, nth) => codeOf(ip, `wrong ${nth}`)));
  expect(await wrong(5, 'a')).toEqual([...Array(4).fill('unauthenticated'), 'rate-limited']);
  expect(await codeOf('a', 'good')).toBe('ok');
  expect(await codeOf('b', 'wrong')).toBe('unauthenticated');
  now += 1_000;
  expect(await wrong(3, 'a')).toEqual(['unauthenticated', 'unauthenticated', 'rate-limited']);
});
