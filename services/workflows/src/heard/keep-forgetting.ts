import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import { noteGone, workspacesToForget } from './deleted-workspace-store.ts';
import { type Forgetting, forgetWorkspace } from './forget-workspace.ts';

const LOOK_MS = 5_000;
/** No token of a workspace, and no event of it on its way, lives so long behind its end. */
const LATE_MS = 600_000;

/** Removes what deleted workspaces kept, and `lateMs` after their end what came late, until disposed. */
export function keepForgetting(
  { log, ...needs }: Forgetting & { readonly log: Log },
  lateMs: number = LATE_MS,
): AsyncDisposable {
  const stop = new AbortController();
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      for (const workspaceId of await workspacesToForget(needs.db, lateMs)) {
        if (!(await forgetWorkspace(needs, workspaceId))) continue;
        await noteGone(needs.db, workspaceId, lateMs);
        log.warn({ workspaceId }, 'what a deleted workspace kept is gone');
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  };
  const loop = supervise('deleted workspaces', run, { signal: stop.signal, log });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}
