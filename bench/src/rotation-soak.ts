import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '@mesh/bus/call';
import { verifyAudit } from '@mesh/contracts/audit';
import { revealCredential } from '@mesh/contracts/credential-use';
import { createCredential } from '@mesh/contracts/credentials';
import { newId } from '@mesh/contracts/id';
import { getKeyRotation, startKeyRotation } from '@mesh/contracts/key-rotations';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import { openCredentialsRoom, type Replica } from './credentials-room.ts';
import { report } from './report.ts';

/** Rotates root and workspace keys under reads while the processes that rotate are killed; then removes the old root key. */
const CREDENTIALS = Number(process.env['SOAK_CREDENTIALS'] ?? 10_000);
const KILLS = Number(process.env['SOAK_KILLS'] ?? 20);
const READS_PER_SECOND = Number(process.env['SOAK_READS'] ?? 100);
const WORKSPACES = 10;
const AT_ONCE = 32;
const PATIENCE_MS = 120_000;

type Kept = { readonly principal: Principal; readonly id: string };
const [oldRoot, newRoot] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const both = `${newRoot},${oldRoot}`;
const scopes = [
  'credentials:read',
  'credentials:write',
  'credentials:reveal',
  'credentials:rotate',
  'audit:read',
] as const;
const principals = Array.from({ length: WORKSPACES }, (): Principal => {
  const workspaceId = newId('ws');
  return { id: newId('key'), type: 'api-key', workspaceId, scopes: [...scopes] };
});

await using room = await openCredentialsRoom();
const { bus } = room;
const counts = { reads: 0, again: 0, failed: 0, kills: 0, rounds: 0 };

/** Errors after which clients retry, and a request whose process was killed. */
function mayAskAgain(error: unknown): boolean {
  return error instanceof MeshError && /unavailable$|^deadline-exceeded$/.test(error.code);
}

/** A read whose process was killed is repeated, as clients do; any other error is a failure. */
async function read({ principal, id }: Kept): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      const { data } = await call(bus, revealCredential, { params: { credentialId: id } }, { principal });
      return data['token'] === id;
    } catch (error) {
      if (!mayAskAgain(error) || performance.now() > until) return false;
      counts.again += 1;
      await sleep(50);
    }
  }
}

async function store(): Promise<Kept[]> {
  const kept: Kept[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, worker) => {
      for (let place = worker; place < CREDENTIALS; place += AT_ONCE) {
        const principal = principals[place % WORKSPACES] as Principal;
        const id = newId('cred');
        const body = { name: `secret ${place}`, type: 'http-bearer', data: { token: id } };
        await patient(() => call(bus, createCredential, { body }, { principal, newId: id, deadlineMs: PATIENCE_MS }));
        kept.push({ principal, id });
      }
    }),
  );
  return kept;
}

/** Repeats a request while nobody answers. */
async function patient<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await ask();
    } catch (error) {
      if (!mayAskAgain(error) || performance.now() > until) throw error;
    }
  }
}

/** Begins a rotation of the root key and of every workspace's key, and waits for all of them. */
async function rotateAll(): Promise<void> {
  const begin = (principal: Principal, scope: 'root' | 'workspace') => {
    const id = newId('rot');
    return patient(() => call(bus, startKeyRotation, { body: { scope } }, { principal, newId: id }));
  };
  const [first] = principals as [Principal];
  const begun = [{ principal: first, id: (await begin(first, 'root')).id }];
  for (const principal of principals) begun.push({ principal, id: (await begin(principal, 'workspace')).id });
  for (const { principal, id: rotationId } of begun) {
    const look = () => patient(() => call(bus, getKeyRotation, { params: { rotationId } }, { principal }));
    for (let now = await look(); now.status !== 'completed'; now = await look()) {
      if (now.status === 'incomplete') throw new Error(`rotation ${rotationId} is incomplete`);
      await sleep(200);
    }
  }
  counts.rounds += 1;
}

let replicas: Replica[] = [await room.start(oldRoot), await room.start(oldRoot)];
async function deploy(roots: string): Promise<void> {
  for (const [place, old] of replicas.entries()) {
    replicas = replicas.with(place, await room.start(roots));
    await old[Symbol.asyncDispose]();
  }
}

const kept = await store();
console.log(`${kept.length} credentials in ${WORKSPACES} workspaces`);
await deploy(`${oldRoot},${newRoot}`);
await deploy(both);

const over = new AbortController();
const reading: Promise<void>[] = [];
const readers = (async () => {
  for (let next = performance.now(); !over.signal.aborted; next += 1_000 / READS_PER_SECOND) {
    const one = kept[randomInt(kept.length)] as Kept;
    reading.push(
      read(one).then((isGood) => {
        counts.reads += 1;
        if (!isGood) counts.failed += 1;
      }),
    );
    await sleep(Math.max(0, next - performance.now()));
  }
})();
const killing = (async () => {
  for (; counts.kills < KILLS; counts.kills++) {
    await sleep(randomInt(200, 1_500));
    const place = counts.kills % replicas.length;
    await replicas[place]?.kill();
    replicas = replicas.with(place, await room.start(both));
  }
})();

const began = performance.now();
let rotation = 0;
do {
  await rotateAll();
  rotation ||= (performance.now() - began) / 1_000;
} while (counts.kills < KILLS);
await killing;
over.abort();
await readers;
await Promise.all(reading);

await deploy(newRoot);
let unreadable = 0;
for (let at = 0; at < kept.length; at += AT_ONCE)
  for (const isGood of await Promise.all(kept.slice(at, at + AT_ONCE).map(read))) if (!isGood) unreadable += 1;
const verify = (principal: Principal) =>
  patient(() => call(bus, verifyAudit, {}, { principal, deadlineMs: PATIENCE_MS }));
const chains = await Promise.all(principals.map(verify));
report(
  `Keys rotate: ${CREDENTIALS} credentials, ${KILLS} kills, ${counts.rounds} rounds, ${counts.reads} reads (${counts.again} asked again)`,
  [
    { what: 'reads that failed', measured: counts.failed, unit: '', atMost: 0 },
    { what: 'unreadable once the old root key is gone', measured: unreadable, unit: '', atMost: 0 },
    { what: 'broken chains', measured: chains.filter(({ valid }) => !valid).length, unit: '', atMost: 0 },
    { what: 'the first round', measured: rotation, unit: 's', atMost: 300 },
  ],
);
