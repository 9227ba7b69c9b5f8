import pg from 'pg';
import { expect, test } from 'vitest';
import { readTexts } from '../src/types.ts';

const clients = pg.types.getTypeParser(1009 as never);

test.each([
  '{}',
  '{a}',
  '{a,b,c d}',
  '{"a,b","c\\"d",e}',
  '{a,NULL,"NULL",null}',
  '{{a,b},{c,d}}',
  '[0:1]={a,b}',
  '{"",a}',
  '{"{x}"}',
  '{ünï,☃,a:b/c}',
])('%s is read as the client reads it', (text) => {
  expect(readTexts(text)).toEqual(clients(text));
});
