import { createSecretKey, randomBytes } from 'node:crypto';
import { call } from '@mesh/bus/call';
import * as audit from '@mesh/contracts/audit';
import * as credentialUse from '@mesh/contracts/credential-use';
import * as credentials from '@mesh/contracts/credentials';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import { openEnvelope, sealEnvelope } from '@mesh/credentials/crypto/envelope';
import { closedLoop } from './closed-loop.ts';
import { cpuSeconds, difference } from './cpu.ts';
import { openCredentialsRoom } from './credentials-room.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const CALLERS = 64;
const BATCH = 512;
const CREDENTIALS = 50;
const PATIENCE_MS = 60_000;
const SECRET_BYTES = 1_024;
const RUNS = 1_500;
const SLICES = 40;
const WARM_UP = 4;

/**
 * How often `work` runs per second of this process's CPU. Measures many short slices and takes the least disturbed quarter, since
 * less work fits into a second of a shared core.
 */
function perCpuSecond(work: () => unknown): number {
  const slices = Array.from({ length: SLICES + WARM_UP }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < RUNS; i++) work();
    const { user, system } = process.cpuUsage(before);
    return RUNS / ((user + system) / 1e6);
  });
  return percentile(slices.slice(WARM_UP), 0.75);
}

const key = createSecretKey(randomBytes(32));
const place = { workspaceId: newId('ws'), credentialId: newId('cred'), version: 1, field: 'data', type: 'http-bearer' };
const secret = randomBytes(SECRET_BYTES);
/** More envelopes than the cache of message keys holds, so that the keys of each are derived every time. */
const envelopes = Array.from({ length: 600 }, () => sealEnvelope({ version: 1, key }, place, secret));
const [envelope = Buffer.alloc(0)] = envelopes;
let turn = 0;
const another = () => envelopes[turn++ % envelopes.length] ?? envelope;
report('Envelopes of 1 KiB', [
  {
    what: 'sealed',
    measured: perCpuSecond(() => sealEnvelope({ version: 1, key }, place, secret)),
    unit: '/CPU s',
    atLeast: 30_000,
  },
  {
    what: 'opened for the first time',
    measured: perCpuSecond(() => openEnvelope(key, place, another())),
    unit: '/CPU s',
    atLeast: 30_000,
  },
  { what: 'opened again', measured: perCpuSecond(() => openEnvelope(key, place, envelope)), unit: '/CPU s' },
]);

await using room = await openCredentialsRoom();
await using replica = await room.start(randomBytes(32).toString('base64'));
const { bus } = room;
const scopes = ['credentials:write', 'credentials:reveal', 'audit:read'] as const;
const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes: [...scopes] };
const ids = await Promise.all(
  Array.from({ length: CREDENTIALS }, async (_, place) => {
    const body = {
      name: `bench ${place}`,
      type: 'http-bearer',
      data: { token: secret.toString('base64url').slice(0, SECRET_BYTES) },
    };
    return (
      await call(
        bus,
        credentials.createCredential,
        { body },
        { principal, newId: newId('cred'), deadlineMs: PATIENCE_MS },
      )
    ).id;
  }),
);
const reveal = (turn: number) =>
  call(
    bus,
    credentialUse.revealCredential,
    { params: { credentialId: ids[turn % CREDENTIALS] as string } },
    { principal },
  );

/** Reveals per second, and the milliseconds of each turn, if `callers` send `together` requests at once, repeatedly. */
async function reveals(callers: number, together: number) {
  const before = await cpuSeconds(replica.pid);
  const { took: turns, seconds } = await closedLoop({ clients: callers, seconds: SECONDS }, (caller) =>
    Promise.all(Array.from({ length: together }, (_, one) => reveal(caller * together + one))),
  );
  const [cpu = 0] = difference(before, await cpuSeconds(replica.pid)).values();
  const count = turns.length * together;
  return { rate: count / seconds, turns, cpuMs: (cpu * 1_000) / count };
}

await reveals(CALLERS, 1);
const alone = await reveals(1, 1);
const single = await reveals(CALLERS, 1);
const batched = await reveals(4, BATCH);
report('Reveals over NATS, each with its audit row on disk', [
  { what: 'one caller, one at a time, p50', measured: percentile(alone.turns, 0.5), unit: 'ms' },
  { what: `${CALLERS} callers, one at a time`, measured: single.rate, unit: '/s', atLeast: 4_000 },
  { what: `${CALLERS} callers, CPU of credentials`, measured: single.cpuMs, unit: 'ms each' },
  { what: `${CALLERS} callers, p99`, measured: percentile(single.turns, 0.99), unit: 'ms' },
  { what: `in batches of ${BATCH}`, measured: batched.rate, unit: '/s', atLeast: 10_000 },
  { what: 'in batches, CPU of credentials', measured: batched.cpuMs, unit: 'ms each' },
]);

const began = performance.now();
const verified = await call(bus, audit.verifyAudit, {}, { principal, deadlineMs: PATIENCE_MS });
const seconds = (performance.now() - began) / 1_000;
report(`The chain of ${verified.checked} audit rows, ${verified.valid ? 'whole' : 'BROKEN'}`, [
  { what: 'verified', measured: verified.checked / seconds, unit: 'rows/s', atLeast: 50_000 },
]);
