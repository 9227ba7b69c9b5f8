import { namedBy, newId } from '@mesh/contracts/id';
import { operations } from '@mesh/contracts/operations';
import { scopes } from '@mesh/contracts/scope';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { testApp } from './test-app.ts';

const app = testApp({
  whoAsks: async () => ({ id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes: [...scopes] }),
});
afterAll(() => app.close());

/** Every address with an id in it, and the name of that part. */
const named = operations.flatMap(({ name, http, params }) => {
  const parts = params instanceof z.ZodObject ? Object.entries<z.ZodType>(params.shape) : [];
  const ids = parts.filter(([, schema]) => namedBy(schema) !== undefined);
  return ids.flatMap(([part]) => (http ? [{ name, method: http.method, path: http.path, part }] : []));
});
const ask = ({ method, path, part }: Omit<(typeof named)[number], 'name'>, value: string) =>
  app.inject({
    method,
    url: path
      .replace(`{${part}}`, value)
      .replace('{endpointId}', newId('whk'))
      .replace(/\{\w+\}/g, '1'),
  });

test('many addresses have an id in them', () => {
  expect(named.length).toBeGreaterThan(30);
});

test.each(named)('$name answers 404 to what is no $part, as to one that nothing has', async (face) => {
  for (const value of ['nope', 'exe_doesnotexist', 'EXE_01H455VB4PEX5VSKNK084SN02Q', '%20', '-1']) {
    const answer = await ask(face, value);
    expect(answer.json(), value).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: expect.stringMatching(/^there is no such/),
    });
  }
});

test('a name where an id is wanted goes on to be told so', async () => {
  const face = { method: 'DELETE', path: '/v1/workflows/{workflowId}', part: 'workflowId' } as const;
  expect((await ask(face, 'shop%2Forder')).json().detail).toBe('there is no broker in this test');
});
