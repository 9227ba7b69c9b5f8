import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { ask, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const SAMPLES = 500;
const SETTLE_MS = 2_000;

const mesh = await runningMesh();
const { host, username: user, password: pass } = new URL(mesh.natsUrl);
const nats = await connect({ servers: host, user, pass, name: 'bench' });
const delays: number[] = [];
nats.subscribe(`event.${mesh.workspaceId}.vectors.collection.>`, {
  callback: (_error, message) => {
    const told = Date.parse(message.headers?.get('ce-time') ?? '');
    if (!Number.isNaN(told)) delays.push(Date.now() - told); // `ce-time` is the time of the transaction
  },
});
await nats.flush();

const name = (i: number) => `bench-${process.pid}-${i}`;
for (let i = 0; i < SAMPLES; i++) await ask(mesh, 'PUT', `/v1/collections/${name(i)}`, { dimensions: 3 });
for (let i = 0; i < SAMPLES; i++) await ask(mesh, 'DELETE', `/v1/collections/${name(i)}`);
await sleep(SETTLE_MS);
await nats.close();

report(`Transaction → JetStream → subscriber, ${delays.length} of ${2 * SAMPLES} events`, [
  { what: 'events missing', measured: 2 * SAMPLES - delays.length, unit: '', atMost: 0 },
  { what: 'p50', measured: percentile(delays, 0.5), unit: 'ms' },
  { what: 'p99', measured: percentile(delays, 0.99), unit: 'ms', atMost: 150 },
]);
