import { keepCheckpoints, type Witnessed } from './audit/chain/keep-checkpoints.ts';
import { keepRetention } from './audit/keep-retention.ts';
import { forgetChangedKeys } from './rotation/keys-changed.ts';
import { rotateKeys } from './rotation/rotate-keys.ts';
import type { Rotating } from './rotation/rotating.ts';

/** Background work: rotations, checkpoints and retention of the audit. Until disposed. */
export function keepKeysAndAudit(needs: Rotating & Witnessed, retentionDays: number): AsyncDisposable {
  const keeping = new AsyncDisposableStack();
  keeping.use(forgetChangedKeys(needs));
  keeping.use(rotateKeys(needs));
  keeping.use(keepCheckpoints(needs));
  keeping.use(keepRetention(needs, retentionDays));
  return keeping;
}
