import { readFileSync } from 'node:fs';
import { services } from '@mesh/contracts/operation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose, program } from './engine.ts';

const url = 'http://127.0.0.1:18080';
const apiKey = () =>
  /MESH_API_KEY='(.+)'/.exec(readFileSync(new URL('../.generated/mesh.env', import.meta.url), 'utf8'))?.[1];

beforeAll(async () => {
  process.env['MESH_PORT'] = '18080';
  await program('prepare');
  await program('images');
  await compose('up', '--no-build', '--wait', '--wait-timeout', '240');
}, 900_000);

afterAll(() => compose('down', '--volumes'), 120_000);

test('every service is healthy', async () => {
  const states = (await compose('ps', '--format', '{{.Service}} {{.State}}')).split('\n');
  for (const service of services) expect(states).toContain(`${service} running`);
});

test('a request through the gateway is answered by the service behind it', async () => {
  const answer = await fetch(`${url}/v1/collections`, { headers: { 'x-api-key': apiKey() ?? '' } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ items: [] });
});

test('who brings no key is refused', async () => {
  expect((await fetch(`${url}/v1/collections`)).status).toBe(401);
});
