import { LATE_MS } from '@mesh/outbox/forget-workspaces';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import { noteGone, workspacesToForget } from './deleted-workspace-store.ts';
import { type Forgetting, forgetWorkspace } from './forget-workspace.ts';

const LOOK_MS = 5_000;

/** Removes what deleted workspaces kept, and `lateMs` later what was written after their end, until disposed. */
export function keepForgetting(
  { log, ...needs }: Forgetting & { readonly log: Log },
  lateMs = LATE_MS,
): AsyncDisposable {
  const look = async () => {
    for (const workspaceId of await workspacesToForget(needs.db, lateMs)) {
      if (!(await forgetWorkspace(needs, workspaceId))) continue;
      await noteGone(needs.db, workspaceId, lateMs);
      log.warn({ workspaceId }, 'what a deleted workspace kept is gone');
    }
  };
  return startLoop('deleted workspaces', (signal) => every(LOOK_MS, signal, look), log);
}
