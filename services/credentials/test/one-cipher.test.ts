import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');

test('one file alone makes ciphers, and always with tags of 16 bytes', () => {
  const makers = globSync('src/**/*.ts', { cwd: root }).filter((file) => /create(Cipher|Decipher)iv/.test(read(file)));
  expect(makers).toEqual(['src/crypto/aead.ts']);
  const calls = read('src/crypto/aead.ts').match(/create(De)?[cC]ipheriv\([^)]*\)/g);
  expect(calls).toEqual([
    'createCipheriv(ALGORITHM, key, nonce, options)',
    'createDecipheriv(ALGORITHM, key, nonce, options)',
  ]);
  expect(read('src/crypto/aead.ts')).toContain('const options = { authTagLength: TAG_BYTES };');
});

test('one file alone hands a nonce to the cipher, and takes none from anybody', () => {
  const callers = globSync('src/**/*.ts', { cwd: root }).filter((file) => /\/aead\.ts'/.test(read(file)));
  expect(callers).toEqual(['src/crypto/sealed-box.ts']);
  expect(read('src/crypto/sealed-box.ts')).toContain('const random = randomBytes(SALT_BYTES + NONCE_BYTES);');
});
