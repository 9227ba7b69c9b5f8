import { Worker } from 'node:worker_threads';

const STALL_MS = 10_000;
const BEAT_MS = 1_000;

/** Ends the process with exit code 70 when its event loop has stood still for 10 s: a wedged process helps nobody. */
export function watchEventLoop(): Disposable {
  const beats = new BigInt64Array(new SharedArrayBuffer(8));
  const beat = () => void Atomics.add(beats, 0, 1n);
  const timer = setInterval(beat, BEAT_MS).unref();
  const worker = new Worker(guard, {
    eval: true,
    workerData: { beats, stallMs: STALL_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
    execArgv: [],
  });
  worker.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}

/** Runs in the worker, as text because a worker's file would need to be found again in every image. */
const guard = `
const { workerData: { beats, stallMs } } = require('node:worker_threads');
let seen = -1n, still = 0, step = 1000;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === seen ? still + step : 0;
  seen = now;
  if (still < stallMs) return;
  require('node:fs').writeSync(2, JSON.stringify({ level: 'error', message: 'the event loop has stood still for 10 s; the process ends' }) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, step);
`;
