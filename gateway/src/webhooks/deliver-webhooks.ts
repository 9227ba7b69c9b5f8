import { Bell } from '@mesh/runtime/bell';
import { startLoop } from '@mesh/runtime/loop';
import { takeTurns } from './delivery-store.ts';
import { type Needs, serveTurn } from './serve-turn.ts';

const LOOK_MS = 500;
const MOST_ENDPOINTS = 32;

/**
 * Posts what is due to webhook endpoints, until disposed. Endpoints have turns, so that none waits for another that is slow, and
 * replicas share them; each event is posted at least once.
 */
export function deliverWebhooks(needs: Needs): AsyncDisposable {
  const run = async (signal: AbortSignal) => {
    const underWay = new Set<Promise<void>>();
    const bell = new Bell();
    try {
      while (!signal.aborted) {
        const room = MOST_ENDPOINTS - underWay.size;
        const turns = room > 0 ? await needs.db.asSystem((trx) => takeTurns(trx, room)) : [];
        for (const turn of turns) {
          const served = serveTurn(needs, turn, signal).then(() => {
            underWay.delete(served);
            bell.ring();
          });
          underWay.add(served);
        }
        if (turns.length === 0) await bell.sleep(LOOK_MS, signal);
      }
    } finally {
      await Promise.all(underWay);
    }
  };
  return startLoop('webhooks', run, needs.log);
}
