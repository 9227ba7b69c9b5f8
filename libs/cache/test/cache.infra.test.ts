import { silent } from '@mesh/runtime/log';
import { servers } from '@mesh/testing/servers';
import { describe, expect, test } from 'vitest';
import { openCache } from '../src/open.ts';

const { redis } = await servers();

test('without a server every call is a miss', async () => {
  await using cache = openCache({ log: silent });
  await cache.set('key', 'value', 10);
  expect(await cache.get('key')).toBeUndefined();
  expect(cache.configured).toBe(false);
});

test('a server that is away is a miss within its limit, and nothing throws', async () => {
  await using cache = openCache({ url: 'redis://127.0.0.1:1', log: silent });
  await cache.set('key', 'value', 10);
  expect(await cache.get('key')).toBeUndefined();
  await expect(cache.ping()).rejects.toThrow();
});

describe.runIf(redis)('with Redis', () => {
  const url = redis?.url;

  test('what is set comes back, and is gone when deleted', async () => {
    await using cache = openCache({ url, log: silent });
    await expect
      .poll(() =>
        cache.ping().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await cache.set('cache-test', Buffer.from([0, 255]), 10);
    expect(await cache.get('cache-test')).toEqual(Buffer.from([0, 255]));
    await cache.delete('cache-test');
    expect(await cache.get('cache-test')).toBeUndefined();
  });

  test('a hint reaches whoever listens to its pattern', async () => {
    await using cache = openCache({ url, log: silent });
    const heard: string[] = [];
    using _listening = cache.subscribe('cache-test:*', (channel, text) => heard.push(`${channel} ${text}`));
    await expect
      .poll(() => {
        cache.publish('cache-test:one', 'hello');
        return heard;
      })
      .toContain('cache-test:one hello');
  });
});
