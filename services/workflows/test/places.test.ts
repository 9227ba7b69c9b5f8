import { expect, test } from 'vitest';
import { Places } from '../src/child/places.ts';

const never = new AbortController().signal;

test('a place that is given back goes to whoever waits longest, and each workspace has its own', async () => {
  const places = new Places();
  const first = await places.take('a', 1, never);
  using _other = await places.take('b', 1, never);
  const order: string[] = [];
  const wait = async (name: string) => {
    using _place = await places.take('a', 1, never);
    order.push(name);
  };
  const waiting = [wait('second'), wait('third')];
  first[Symbol.dispose]();
  await Promise.all(waiting);
  expect(order).toEqual(['second', 'third']);
  using _last = await places.take('a', 1, never);
});

test('whoever finds no place for too long is told what it may try again', async () => {
  const places = new Places(1);
  const first = await places.take('a', 1, never);
  const late = places.take('a', 1, never);
  await expect(late).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 1 });
  first[Symbol.dispose]();
  using _place = await places.take('a', 1, never);
});

test('whoever is over before its turn leaves the line, and takes nobody a place', async () => {
  const places = new Places();
  const first = await places.take('a', 1, never);
  const over = new AbortController();
  const left = places.take('a', 1, over.signal);
  const next = places.take('a', 1, never);
  over.abort(new Error('over'));
  await expect(left).rejects.toThrow('over');
  first[Symbol.dispose]();
  using _place = await next;
});

test('what is under way already counts beyond the bound', async () => {
  const places = new Places(1);
  const held = [places.hold('a'), places.hold('a')];
  held.pop()?.[Symbol.dispose]();
  await expect(places.take('a', 1, never)).rejects.toMatchObject({ code: 'rate-limited' });
  held.pop()?.[Symbol.dispose]();
  using _place = await places.take('a', 1, never);
});
