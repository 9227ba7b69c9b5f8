import { setTimeout as sleep } from 'node:timers/promises';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { openGuard } from '@mesh/testing/guard';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { makeSecrets } from '../../src/secrets.ts';
import { bundleServices } from '../services/bundle-services.ts';
import { type Kind, Servers } from './servers.ts';
import { StartedServices } from './started-services.ts';

/** A soak of all 24: MESH_START_ORDERS=24. Fewer are those in which services come first. */
const ORDERS = Number(process.env['MESH_START_ORDERS'] ?? 0);
/** Between one start and the next. */
const GAP_MS = 2_000;
const READY_WITHIN_MS = 30_000;
const MOST_RESTARTS = 5;

const parts = ['PostgreSQL', 'NATS', 'Redis and S3', 'services'] as const;
type Part = (typeof parts)[number];
const serversOf: Record<Exclude<Part, 'services'>, readonly Kind[]> = {
  PostgreSQL: ['postgres', 'pglite'],
  NATS: ['nats'],
  'Redis and S3': ['redis', 's3'],
};

function ordersOf(some: readonly Part[]): Part[][] {
  if (some.length === 0) return [[]];
  return some.flatMap((first) => ordersOf(some.filter((part) => part !== first)).map((rest) => [first, ...rest]));
}

test.skipIf(ORDERS === 0)(
  `whatever starts first, all services are ready ${READY_WITHIN_MS / 1_000} s after the last: ${ORDERS} orders`,
  { timeout: 120_000 + ORDERS * 120_000, retry: 0 },
  async () => {
    await using opened = new AsyncDisposableStack();
    const guard = opened.use(openGuard());
    const { path } = opened.use(temporaryFolder('start-order'));
    guard.watch({ folder: path });
    await bundleServices(AbortSignal.timeout(300_000));
    const secrets = makeSecrets(formatApiKey(newApiKey()));
    const { servers, ...addresses } = await Servers.prepare(path, secrets, guard);
    opened.use(servers);

    for (const order of ordersOf(parts).slice(-ORDERS)) {
      await using started = new AsyncDisposableStack();
      let services: StartedServices | undefined;
      for (const part of order) {
        if (part !== order[0]) await sleep(GAP_MS);
        if (part === 'services')
          services = started.use(
            await StartedServices.start(path, { ...addresses, secrets, tracesUrl: undefined }, guard),
          );
        else for (const kind of serversOf[part]) await servers.start(kind);
      }
      if (!services) throw new Error('no order leaves the services out');
      const began = performance.now();
      await services.ready(READY_WITHIN_MS);
      const { restarts } = services;
      console.log(`${order.join(', ')}: ready after ${Math.round(performance.now() - began)} ms`, restarts);
      expect(Math.max(...Object.values(restarts))).toBeLessThanOrEqual(MOST_RESTARTS);
      await started.disposeAsync();
      await servers.endAll();
    }
  },
);
