import type { Cache } from './cache.ts';

const nothing: Disposable = { [Symbol.dispose]() {} };

/** The cache of a mesh without Redis: always a miss. */
export const none: Cache = {
  configured: false,
  get: async () => undefined,
  async set() {},
  async delete() {},
  publish() {},
  subscribe: () => nothing,
  onReset: () => nothing,
  async ping() {
    throw new Error('no Redis is configured');
  },
  async [Symbol.asyncDispose]() {},
};
