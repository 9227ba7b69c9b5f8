import { Bell } from '@mesh/runtime/bell';
import { startLoop } from '@mesh/runtime/loop';
import { keepTurns, type Turn, takeTurns } from './delivery-store.ts';
import { type Needs, serveTurn } from './serve-turn.ts';

const LOOK_MS = 500;
const KEEP_MS = 3_000;

type Places = { readonly isSlow: boolean; readonly most: number };
const usual: Places = { isSlow: false, most: 32 };
/** Slow endpoints have places of their own, so that hundreds that hang hold up none that answer. */
const slow: Places = { isSlow: true, most: 8 };

/**
 * Posts what is due to webhook endpoints, until disposed. Endpoints take turns, so none waits for a slow one, and replicas
 * share them. Each event is posted at least once.
 */
export function deliverWebhooks(needs: Needs): AsyncDisposable {
  const both = new AsyncDisposableStack();
  both.use(startLoop('webhooks', (signal) => serveEndpoints(needs, usual, signal), needs.log));
  both.use(startLoop('slow webhooks', (signal) => serveEndpoints(needs, slow, signal), needs.log));
  return both;
}

async function serveEndpoints(needs: Needs, { isSlow, most }: Places, signal: AbortSignal): Promise<void> {
  const { db, log } = needs;
  const underWay = new Map<Turn, Promise<void>>();
  const bell = new Bell();
  const keep = () => {
    if (underWay.size === 0) return;
    db.asSystem((trx) => keepTurns(trx, [...underWay.keys()])).catch((error: unknown) =>
      log.warn({ err: error }, 'turns of webhook endpoints are not kept'),
    );
  };
  const keeping = setInterval(keep, KEEP_MS);
  try {
    while (!signal.aborted) {
      const room = most - underWay.size;
      const turns = room > 0 ? await db.asSystem((trx) => takeTurns(trx, isSlow, room)) : [];
      for (const turn of turns) {
        const served = serveTurn(needs, turn, signal).then(() => {
          underWay.delete(turn);
          bell.ring();
        });
        underWay.set(turn, served);
      }
      if (turns.length === 0) await bell.sleep(LOOK_MS, signal);
    }
  } finally {
    await Promise.all(underWay.values());
    clearInterval(keeping);
  }
}
