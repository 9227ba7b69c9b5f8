import { defineConfig } from 'vitest/config';

/** A machine that has other work too is slow: what a test waits for may take long, and only what never comes is a failure. */
const patience = { testTimeout: 120_000, hookTimeout: 240_000, expect: { poll: { timeout: 30_000 } } };
/** With real servers on a shared machine a process may stand still for seconds at any point: what fails twice is a failure. */
const again = { retry: 1 };
/** A thread is there far sooner than a process, and has modules and an environment of its own as well. */
const inThreads = { pool: 'threads' } as const;
const skipped = ['**/node_modules/**', '**/.mesh/**', '**/dist/**'];

/** `unit` needs nothing but the code; `infra` needs servers, which `@mesh/testing/start-servers` chooses; `e2e` a mesh that runs. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...skipped, '**/*.infra.test.ts', '**/*.e2e.test.ts', '**/*.container.test.ts'],
          ...patience,
          ...inThreads,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'infra',
          include: ['**/*.infra.test.ts'],
          exclude: skipped,
          ...patience,
          ...again,
          ...inThreads,
          maxWorkers: 3, // on two cores: much of it is waiting
          globalSetup: [new URL('./libs/testing/src/global-setup.ts', import.meta.url).pathname],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: skipped,
          fileParallelism: false,
          ...patience,
          ...again,
        },
      },
      {
        test: {
          name: 'container',
          include: ['**/*.container.test.ts'],
          exclude: skipped,
          fileParallelism: false,
          ...patience,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
