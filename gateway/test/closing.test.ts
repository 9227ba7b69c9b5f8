import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testApp } from './test-app.ts';

const ANSWER_MS = 300;
const CLOSED_MS = 3_000;
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
  expect(performance.now() - began).toBeLessThan(CLOSED_MS);
  const { status, headers } = await answer;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
});

test('what was on its way on a connection that is kept is answered', async () => {
  const app = testApp({ routes: [slow] });
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const kept = connect(Number(url.port), url.hostname);
  let answers = '';
  kept.on('data', (bytes) => (answers += bytes));
  const ask = () => kept.write('GET /slow HTTP/1.1\r\nhost: here\r\n\r\n');
  ask();
  await expect.poll(() => answers).toContain('{"done":true}');
  const closed = Promise.all([app.close(), once(kept, 'close')]);
  answers = '';
  ask();
  await expect.poll(() => answers).toMatch(/^HTTP\/1.1 200 OK\r\n(.*\r\n)*connection: close\r\n/i);
  await closed;
});
