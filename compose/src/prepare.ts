import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { natsConfig } from '@mesh/bus/nats-config';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { databaseSql } from './database-sql.ts';
import { containers, envFile, environments } from './environments.ts';
import { makeSecrets, type Secrets } from './secrets.ts';

const folder = new URL('../.generated/', import.meta.url);
const file = (name: string) => new URL(name, folder);

/** The version of the image in `compose.yaml`; newer ones read the same configuration. */
const NATS_FLOOR = '2.10.0';

/** Writes the files that Compose reads. Secrets are generated once and kept, since data on the volumes depends on them. */
await mkdir(folder, { recursive: true });
await chmod(folder, 0o700);
if (!existsSync(file('secrets.json'))) {
  await writeFile(file('secrets.json'), JSON.stringify(makeSecrets(formatApiKey(newApiKey()))), { mode: 0o600 });
}
const secrets = JSON.parse(await readFile(file('secrets.json'), 'utf8')) as Secrets;
const told = environments(secrets);
for (const name of containers) await writeFile(file(`${name}.env`), envFile(told[name]), { mode: 0o600 });
// Other users inside the containers read them; the folder keeps everybody else out.
await writeFile(file('postgres.sql'), databaseSql(secrets));
await writeFile(file('redis.conf'), `requirepass ${secrets.redisPassword}\n`);
await writeFile(
  file('nats.conf'),
  natsConfig({
    serverVersion: NATS_FLOOR,
    listen: '0.0.0.0:4222',
    storeDir: '/data',
    passwords: secrets.natsPasswords,
    subscribers: true,
    monitor: '0.0.0.0:8222',
  }),
);
console.log('compose/.generated is ready. The first API key stands in compose/.generated/mesh.env.');
