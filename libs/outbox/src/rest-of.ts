import { pauseFor } from '@mesh/runtime/pause-for';

/**
 * Waits for what is left of `ms` since `began` (of `performance.now()`), so that what arrives meanwhile shares the next step.
 */
export async function restOf(ms: number, began: number, signal: AbortSignal): Promise<void> {
  const left = began + ms - performance.now();
  if (left > 0) await pauseFor(left, signal);
}
