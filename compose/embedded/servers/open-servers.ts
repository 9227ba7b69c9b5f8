import { step } from '../progress.ts';
import type { Scene } from '../scene.ts';
import { bundleServices } from '../services/bundle-services.ts';
import { together } from '../together.ts';
import { openBuckets } from './open-buckets.ts';
import { openDatabases } from './open-databases.ts';
import { openNats } from './open-nats.ts';
import { openRedis } from './open-redis.ts';

/** Starts all servers and bundles the services concurrently, since the slowest takes half of the time. */
export async function openServers(scene: Scene) {
  const brokers = async () => ({ nats: await openNats(scene), redisUrl: await openRedis(scene) }); // one apt at a time
  const bundling = step(
    'programs',
    () => bundleServices(scene.signal),
    () => 'bundled',
  );
  const opening = [openDatabases(scene), brokers(), openBuckets(scene), bundling] as const;
  const [databases, { nats, redisUrl }, buckets] = await together(opening);
  return { databases, nats, redisUrl, buckets };
}
