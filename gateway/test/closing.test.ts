import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testApp } from './test-app.ts';

const ANSWER_MS = 300;
const slow = (app: ReturnType<typeof testApp>) =>
  void app.get('/slow', async () => {
    await sleep(ANSWER_MS);
    return { done: true };
  });

test('closing waits for the answers under way, and for no connection', async () => {
  const app = testApp({ routes: [slow] });
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const [silent, half] = [connect(Number(url.port), url.hostname), connect(Number(url.port), url.hostname)];
  await Promise.all([once(silent, 'connect'), once(half, 'connect')]);
  half.write('GET /slow HTTP/1.1\r\n');
  const answer = fetch(new URL('/slow', url));
  await sleep(ANSWER_MS / 2);
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  const { status, headers } = await answer;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
});
