import { natsOfImage } from '@mesh/testing/newest-nats';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { runStages, vitest } from './stages.ts';

/** Runs the container tests, then the tests that depend on servers which this machine lacks: the newest broker, pgvector. */
await runStages({
  'container tests': () => vitest('container'),
  'infra tests on servers of images': async () => {
    using folder = temporaryFolder('nats-of-image');
    const newest = await natsOfImage(folder.path);
    const env = { MESH_TEST_NATS_BINARIES: newest, MESH_TEST_VECTORS_ON: 'PostgreSQL' };
    return await vitest('infra', env, 'libs/outbox', 'libs/bus', 'services/vectors');
  },
});
