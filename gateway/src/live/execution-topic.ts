import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { getExecution } from '@mesh/contracts/executions';
import { readJournal } from '@mesh/contracts/journal';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import type { Page, Topic } from './topic.ts';
import { withinBytes } from './within-bytes.ts';

const PAGE_ITEMS = 200;

/**
 * The journal of an execution, read in the name of `principal` and without large values. Reading throws `not-found` if they may
 * not see it.
 */
export function executionTopic(bus: Bus, principal: Principal, executionId: string): Topic {
  const params = { executionId };
  let limit = PAGE_ITEMS; // stays smaller once items turn out to be large

  async function read(after: number, signal?: AbortSignal): Promise<Page> {
    const asked = limit;
    const query = { after: String(after), limit: String(asked), large: 'omit' as const };
    try {
      const journal = await call(bus, readJournal, { params, query }, { principal, signal });
      const items = withinBytes(journal.items.map((item) => ({ ...item, json: JSON.stringify(item) })));
      if (items.length < journal.items.length) limit = items.length;
      return { items, epoch: journal.epoch, ended: journal.ended, more: items.length >= limit };
    } catch (error) {
      const tooLarge = error instanceof MeshError && error.code === 'payload-too-large';
      if (!tooLarge || asked === 1) throw error;
      limit = Math.floor(asked / 2);
      return read(after, signal);
    }
  }

  return {
    key: `${principal.workspaceId} ${executionId}`,
    hint: executionId,
    read,
    snapshot: async (signal) => {
      const query = { large: 'omit' as const };
      return { execution: await call(bus, getExecution, { params, query }, { principal, signal }) };
    },
  };
}
