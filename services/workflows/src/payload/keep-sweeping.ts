import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import { type Sweeping, sweepPayloads } from './sweep-payloads.ts';

const EVERY_MS = 3_600_000;

/** Sweeps payloads that nothing refers to, once an hour, until disposed. */
export function keepSweeping({ log, ...sweeping }: Sweeping & { readonly log: Log }): AsyncDisposable {
  const look = async () => {
    const swept = await sweepPayloads(sweeping, Date.now());
    if (swept > 0) log.info({ swept }, 'payloads that nothing refers to were removed');
  };
  return startLoop('payloads', (signal) => every(EVERY_MS, signal, look), log);
}
