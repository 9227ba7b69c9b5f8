import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { makeSecrets, type Secrets } from '../src/secrets.ts';

/**
 * The secrets of this mesh, generated at its first start and kept, since its data cannot be read without them. They are on disk
 * before any data that needs them.
 */
export function localSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, JSON.stringify(makeSecrets(formatApiKey(newApiKey())), null, 2), {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${file}.new`, file);
    const names = openSync(folder, 'r');
    fsyncSync(names);
    closeSync(names);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}
