import { ask, runningMesh } from './mesh.ts';
import { percentile } from './percentile.ts';
import { report } from './report.ts';

const WARM_UP = 500;
const SAMPLES = 2_000;

const mesh = await runningMesh();

/** Milliseconds of each of `count` requests, one after the other over one connection. */
async function timed(path: string, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await ask(mesh, 'GET', path);
    samples.push(performance.now() - began);
  }
  return samples;
}

const trivial = '/v1/credential-types/http-bearer'; // answered from memory by `credentials`, so it measures the hop only
await timed(trivial, WARM_UP);
const hop = await timed(trivial, SAMPLES);
const alone = await timed('/health/live', SAMPLES);
report(`Gateway → NATS → service → answer, ${SAMPLES} requests, one at a time`, [
  { what: 'p50', measured: percentile(hop, 0.5), unit: 'ms', atMost: 3 },
  { what: 'p99', measured: percentile(hop, 0.99), unit: 'ms' },
  { what: 'p50 of the gateway alone', measured: percentile(alone, 0.5), unit: 'ms' },
]);
