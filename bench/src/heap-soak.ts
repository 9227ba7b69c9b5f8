import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '@mesh/bus/call';
import { revealCredential } from '@mesh/contracts/credential-use';
import { createCredential } from '@mesh/contracts/credentials';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { openCredentialsRoom } from './credentials-room.ts';
import { report } from './report.ts';

/** Searches a heap snapshot of the service, this long after their use, for 1,000 secrets and its root key. */
const SECRETS = Number(process.env['SOAK_SECRETS'] ?? 1_000);
const REST_MS = Number(process.env['SOAK_REST_MS'] ?? 60_000);
const PATIENCE_MS = 60_000;
const LOOK_MS = 1_000;

using folder = temporaryFolder('heap-soak');
await using room = await openCredentialsRoom();
const rootKey = randomBytes(32).toString('base64');
await using replica = await room.start(rootKey, [`--diagnostic-dir=${folder.path}`, '--heapsnapshot-signal=SIGUSR2']);
const workspaceId = newId('ws');
const scopes = ['credentials:write', 'credentials:reveal'] as const;
const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId, scopes: [...scopes] };
const tokens = Array.from({ length: SECRETS }, () => `canary-${randomBytes(16).toString('hex')}`);

const asked = { principal, deadlineMs: PATIENCE_MS };
for (const token of tokens) {
  const body = { name: token.slice(-12), type: 'http-bearer', data: { token } };
  const { id } = await call(room.bus, createCredential, { body }, { ...asked, newId: newId('cred') });
  const { data } = await call(room.bus, revealCredential, { params: { credentialId: id } }, asked);
  if (data['token'] !== token) throw new Error('a reveal gave another secret');
}
await sleep(REST_MS);
process.kill(replica.pid, 'SIGUSR2');

/** The snapshot once it is complete, which its end as JSON shows. */
async function snapshot(): Promise<string> {
  for (;;) {
    await sleep(LOOK_MS);
    const [name] = (await readdir(folder.path)).filter((file) => file.endsWith('.heapsnapshot'));
    const text = name === undefined ? '' : await readFile(join(folder.path, name), 'latin1');
    if (text.trimEnd().endsWith(']}')) return text;
  }
}

const heap = await snapshot();
const left = tokens.filter((token) => heap.includes(token)).length;
report(`The heap of credentials, ${REST_MS / 1_000} s after ${SECRETS} secrets were stored and revealed`, [
  { what: 'secrets in it', measured: (100 * left) / SECRETS, unit: '%', atMost: 1 },
  { what: 'root key in it', measured: heap.includes(rootKey) ? 1 : 0, unit: 'times', atMost: 0 },
]);
