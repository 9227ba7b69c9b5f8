import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRedis } from '../src/embedded/redis.ts';
import { temporaryFolder } from '../src/temporary-folder.ts';

async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer).trim();
}

test.each([
  { durable: true, kept: '$3\r\nyes' },
  { durable: false, kept: '$-1' },
])(
  'what a Redis answered before it was killed is there again when it is durable ($durable)',
  async ({ durable, kept }) => {
    using place = temporaryFolder('redis-test');
    const folder = join(place.path, 'data');
    mkdirSync(folder);
    const options = { folder, logFile: join(place.path, 'log'), durable };
    const redis = await startRedis(options);
    expect(await ask(redis.port, 'set kept yes')).toBe('+OK');
    redis.kill('SIGKILL');
    await redis.ended;
    await using again = await startRedis(options);
    expect(await ask(again.port, 'get kept')).toBe(kept);
  },
);
