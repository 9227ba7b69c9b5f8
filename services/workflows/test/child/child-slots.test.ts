import { expect, test } from 'vitest';
import { ChildSlots } from '../../src/child/child-slots.ts';

const never = new AbortController().signal;

test('a slot that is given back goes to whoever waits longest, and each workspace has its own', async () => {
  const slots = new ChildSlots();
  const first = await slots.take('a', 1, never);
  using _other = await slots.take('b', 1, never);
  const order: string[] = [];
  const wait = async (name: string) => {
    using _slot = await slots.take('a', 1, never);
    order.push(name);
  };
  const waiting = [wait('second'), wait('third')];
  first[Symbol.dispose]();
  await Promise.all(waiting);
  expect(order).toEqual(['second', 'third']);
  using _last = await slots.take('a', 1, never);
});

test('whoever finds no slot for too long is told what it may try again', async () => {
  const slots = new ChildSlots(1);
  const first = await slots.take('a', 1, never);
  const late = slots.take('a', 1, never);
  await expect(late).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 1 });
  first[Symbol.dispose]();
  using _slot = await slots.take('a', 1, never);
});

test('whoever is over before its turn leaves the line, and takes nobody a slot', async () => {
  const slots = new ChildSlots();
  const first = await slots.take('a', 1, never);
  const over = new AbortController();
  const left = slots.take('a', 1, over.signal);
  const next = slots.take('a', 1, never);
  over.abort(new Error('over'));
  await expect(left).rejects.toThrow('over');
  first[Symbol.dispose]();
  using _slot = await next;
});

test('what is under way already counts beyond the bound', async () => {
  const slots = new ChildSlots(1);
  const held = [slots.hold('a'), slots.hold('a')];
  held.pop()?.[Symbol.dispose]();
  await expect(slots.take('a', 1, never)).rejects.toMatchObject({ code: 'rate-limited' });
  held.pop()?.[Symbol.dispose]();
  using _slot = await slots.take('a', 1, never);
});
