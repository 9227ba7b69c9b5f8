import type { RedisOptions } from 'ioredis';

const ANSWER_MS = 250;
const CONNECT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/** How every connection behaves: it fails fast, queues nothing while it is down, and goes on trying for ever. */
export const connection = {
  family: 0, // IPv4 and IPv6 alike: private networks are often IPv6 alone
  commandTimeout: ANSWER_MS,
  connectTimeout: CONNECT_MS,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: (times: number) => Math.min(times * 100, LONGEST_PAUSE_MS),
} satisfies RedisOptions;
