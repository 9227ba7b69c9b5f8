import { expect, test } from 'vitest';
import { percentDecoded } from '../src/percent-decoded.ts';

test.each([
  ['Zo%C3%AB%20%25', 'Zoë %'],
  ['as it is', 'as it is'],
  ['100%', '100%'],
  ['%ff %20', '%ff %20'],
])('%s is decoded as %s', (text, decoded) => {
  expect(percentDecoded(text)).toBe(decoded);
});
