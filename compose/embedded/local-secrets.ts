import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { makeSecrets, type Secrets } from '../src/secrets.ts';

/** The secrets of this mesh, made at its first start and kept: its data cannot be read without them. */
export function localSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file))
    writeFileSync(file, JSON.stringify(makeSecrets(formatApiKey(newApiKey())), null, 2), { mode: 0o600 });
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}
