import { every, startLoop } from '@mesh/runtime/loop';
import { type IndexKeeping, keepIndexes } from './keep-indexes.ts';

const EVERY_MS = 15_000;
/** PGlite builds slowly and serves nobody meanwhile. */
const POINTS_TO_INDEX = { manySessions: 10_000, singleSession: 50_000 };

/** Sweeps until disposed; an index that is being built then is finished first. */
export function startIndexKeeper(needs: Omit<IndexKeeping, 'fromPoints'>): AsyncDisposable {
  const { manySessions, singleSession } = POINTS_TO_INDEX;
  const fromPoints = needs.db.singleSession ? singleSession : manySessions;
  const sweep = () => keepIndexes({ ...needs, fromPoints });
  return startLoop('index keeper', (signal) => every(EVERY_MS, signal, sweep), needs.log);
}
