import { Session } from 'node:inspector/promises';

const LOOK_MS = 1_000;
const IDLE_LOOKS = 3;
const IDLE_UTILIZATION = 0.05;
const WORTH_BYTES = 8 * 1_048_576;
/** Between two times, so that who has little to do all the time is not held up again and again. */
const REST_MS = 10_000;

/**
 * Collects all garbage and gives its pages back to the system where the event loop has had next to nothing to do for 3 s and
 * the heap has grown by 8 MiB since. The room for young objects may so be as large as load wants, and what starting and a busy
 * hour took is not kept. Takes about 0.1 s.
 */
export function giveBackWhenIdle(): Disposable {
  let looked = performance.eventLoopUtilization();
  let kept = 0;
  let idleLooks = 0;
  let restsUntil = 0;
  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, looked);
    looked = now;
    idleLooks = utilization < IDLE_UTILIZATION ? idleLooks + 1 : 0;
    if (idleLooks < IDLE_LOOKS || performance.now() < restsUntil) return;
    if (process.memoryUsage().heapTotal - kept < WORTH_BYTES) return;
    restsUntil = performance.now() + REST_MS;
    void collectAll().then(() => {
      kept = process.memoryUsage().heapTotal;
    });
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** As V8 does it where the system says that memory is low: the inspector is how a program asks for that. */
async function collectAll(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
