import { defineConfig } from 'vitest/config';

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
          testTimeout: 30_000, // on a machine that has other work too
        },
      },
      {
        test: {
          name: 'infra',
          include: ['**/*.infra.test.ts'],
          exclude: skipped,
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: [new URL('./libs/testing/src/global-setup.ts', import.meta.url).pathname],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: skipped,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'container',
          include: ['**/*.container.test.ts'],
          exclude: skipped,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
