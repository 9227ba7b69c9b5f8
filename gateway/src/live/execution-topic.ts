import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { executionHint } from '@mesh/contracts/hints';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import { getExecution, readJournal } from '@mesh/contracts/workflows';
import type { Page, Topic } from './topic.ts';

const PAGE_ITEMS = 200;

/** The journal of an execution, read in the name of `principal`. Reading throws `not-found` where they may not see it. */
export function executionTopic(bus: Bus, principal: Principal, executionId: string): Topic {
  const params = { executionId };

  async function page(after: number, limit: number, signal?: AbortSignal): Promise<Page> {
    const query = { after: String(after), limit: String(limit) };
    try {
      const { items, epoch, ended } = await call(bus, readJournal, { params, query }, { principal, signal });
      return { items, epoch, ended, more: items.length >= limit };
    } catch (error) {
      const tooLarge = error instanceof MeshError && error.code === 'payload-too-large';
      if (!tooLarge || limit === 1) throw error;
      return page(after, Math.floor(limit / 2), signal);
    }
  }

  return {
    key: `${principal.workspaceId} ${executionId}`,
    hint: executionHint(executionId),
    read: (after, signal) => page(after, PAGE_ITEMS, signal),
    snapshot: async (signal) => ({ execution: await call(bus, getExecution, { params }, { principal, signal }) }),
  };
}
