import { type EmbeddedRedis, startRedis } from '@mesh/testing/embedded/redis';
import { findTool } from '@mesh/testing/embedded/tool';
import { note, step } from '../progress.ts';
import { logOf, own, type Scene, say } from '../scene.ts';
import { assertTcp } from './reachable.ts';

/** Undefined if this machine has no Redis, without which the mesh works. */
export async function openRedis(scene: Scene): Promise<string | undefined> {
  const { env, folders } = scene;
  const given = env['REDIS_URL'];
  if (given) {
    await step(
      'Redis',
      () => assertTcp('REDIS_URL', given, 6379),
      () => 'as REDIS_URL names it',
    );
    return given;
  }
  if (env['REDIS_HOST']) return undefined; // the services read its parts themselves
  try {
    const tool = await findTool('redis-server', { folder: folders.tools, say });
    const starting = { folder: folders.mesh, logFile: logOf(scene, 'redis'), tool };
    const start = (before?: EmbeddedRedis) => startRedis({ ...starting, port: before?.port });
    const tell = ({ port }: EmbeddedRedis) => `port ${port}`;
    return (await step('Redis', () => own(scene, 'redis', 'redis-server', start), tell)).url;
  } catch (error) {
    note('Redis', `going on without: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
