import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('one file alone makes ciphers, and always with tags of 16 bytes', () => {
  const root = fileURLToPath(new URL('../src/', import.meta.url));
  const makers = globSync('**/*.ts', { cwd: root }).filter((file) =>
    /create(Cipher|Decipher)iv/.test(readFileSync(`${root}${file}`, 'utf8')),
  );
  expect(makers).toEqual(['crypto/aead.ts']);
  const text = readFileSync(`${root}crypto/aead.ts`, 'utf8');
  expect(text.match(/create(De)?[cC]ipheriv\(ALGORITHM, key, nonce, options\)/g)).toHaveLength(2);
  expect(text).toContain('authTagLength: TAG_BYTES');
});
