import { Session } from 'node:inspector/promises';

const LOOK_MS = 1_000;
const IDLE_LOOKS = 3;
const IDLE_UTILIZATION = 0.05;
const WORTH_BYTES = 8 * 1_048_576;
/** Pause between collections, so that a process with little to do is not interrupted again and again. */
const REST_MS = 10_000;

/**
 * Collects garbage and returns memory to the system when the event loop has been almost idle for 3 s and the heap has grown by
 * 8 MiB since. So young generation space may be as large as load wants, and what startup or a busy hour took is not kept. Takes
 * about 0.1 s.
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

/** Triggers V8's low-memory notification, which a program can reach through the inspector. */
async function collectAll(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
