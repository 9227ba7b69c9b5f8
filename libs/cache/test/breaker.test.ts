import { silent } from '@mesh/runtime/log';
import { expect, test } from 'vitest';
import { Breaker } from '../src/breaker.ts';

const refuse = async (): Promise<string> => {
  throw new Error('refused');
};

test('a failure is a miss', async () => {
  expect(await new Breaker(silent).run(refuse)).toBeUndefined();
});

test('after three failures nobody waits for the server, but for one probe a second', async () => {
  const breaker = new Breaker(silent);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return refuse();
  };
  for (let i = 0; i < 20; i++) await breaker.run(ask);
  expect(breaker.closed).toBe(false);
  expect(asked).toBe(3);
});

test('an answer closes it again', async () => {
  const breaker = new Breaker(silent);
  for (let i = 0; i < 5; i++) breaker.failed(new Error('refused'));
  breaker.healed();
  expect(await breaker.run(async () => 'there')).toBe('there');
});
