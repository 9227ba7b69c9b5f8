import type { Log } from '@mesh/runtime/log';
import { Redis } from 'ioredis';
import { Breaker } from './breaker.ts';
import type { Cache } from './cache.ts';
import { connection } from './connection.ts';
import { none } from './none.ts';
import { Subscriber } from './subscriber.ts';

/** Connects in the background and goes on trying for ever. Without `url` the cache is always a miss. */
export function openCache({ url, log }: { url?: string | undefined; log: Log }): Cache {
  if (!url) return none;
  const redis = new Redis(url, connection);
  const breaker = new Breaker(log);
  redis.on('error', (error) => breaker.failed(error));
  redis.on('ready', () => breaker.healed());
  const subscriber = new Subscriber(url, log);

  return {
    configured: true,
    get: (key) => breaker.run(async () => (await redis.getBuffer(key)) ?? undefined),
    set: (key, value, ttlSeconds) => breaker.run(async () => void (await redis.set(key, value, 'EX', ttlSeconds))),
    delete: (...keys) => breaker.run(async () => void (await redis.del(...keys))),
    publish: (channel, text) => void breaker.run(async () => void (await redis.publish(channel, text))),
    subscribe: (pattern, hear) => subscriber.hear(pattern, hear),
    onReset: (listener) => subscriber.onReset(listener),
    ping: async () => void (await redis.ping()),
    async [Symbol.asyncDispose]() {
      subscriber[Symbol.dispose]();
      redis.disconnect();
    },
  };
}
