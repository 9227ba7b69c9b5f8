import { Worker } from 'node:worker_threads';

const STALL_MS = 10_000;
const BEATS_IN_STALL = 10;

/**
 * Kills the process when its event loop has been blocked for `stallMs` (10 s by default): a wedged process helps nobody. By
 * SIGKILL, since a blocked loop handles no other signal.
 */
export function watchEventLoop(stallMs = STALL_MS): Disposable {
  const beatMs = stallMs / BEATS_IN_STALL;
  const beats = new BigInt64Array(new SharedArrayBuffer(8));
  const beat = () => void Atomics.add(beats, 0, 1n);
  const timer = setInterval(beat, beatMs).unref();
  const worker = new Worker(guard, {
    eval: true,
    workerData: { beats, stallMs, beatMs },
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

/** Source of the worker thread, as text because a file would have to be found again in every image. */
const guard = `
const { workerData: { beats, stallMs, beatMs } } = require('node:worker_threads');
let seen = -1n, still = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === seen ? still + beatMs : 0;
  seen = now;
  if (still < stallMs) return;
  require('node:fs').writeSync(2, JSON.stringify({ level: 'error', message: 'the event loop has stood still for ' + stallMs / 1000 + ' s; the process ends' }) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, beatMs);
`;
