import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import { getExecution } from '@mesh/contracts/executions';
import { GROWN_EXECUTIONS, grownOf } from '@mesh/contracts/hints';
import { newId } from '@mesh/contracts/id';
import { readJournal } from '@mesh/contracts/journal';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { AnswerOf } from '@mesh/contracts/operation';

type Item = AnswerOf<typeof readJournal>['items'][number];
type Journal = { workspaceId: string; items: Item[]; ended: boolean };

/** Journals in memory that tests grow, answered over the broker as the service of workflows does. */
export class Journals implements AsyncDisposable {
  epoch = 7;
  /** How often a journal was read. */
  reads = 0;
  readonly #journals = new Map<string, Journal>();
  readonly #serving = new AsyncDisposableStack();

  constructor(bus: Bus) {
    this.#serving.use(
      serve(bus, readJournal, async ({ params, query }, { workspaceId }) => {
        this.reads += 1;
        const { items, ended } = this.#find(params.executionId, workspaceId);
        const { after = 0, limit = 100 } = query;
        const page = items.slice(after, after + limit);
        return { items: page, epoch: this.epoch, ended, nextAfter: page.at(-1)?.seq ?? after };
      }),
    );
    this.#serving.use(
      serve(bus, getExecution, async ({ params }, { workspaceId }) => {
        this.#find(params.executionId, workspaceId);
        const workflow = { id: newId('wf'), namespace: 'test', name: 'live', version: '1.0.0' };
        return { id: params.executionId, workflow, status: 'running' as const, input: {}, startedAt: now() };
      }),
    );
  }

  begin(workspaceId: string): string {
    const executionId = newId('exe');
    this.#journals.set(executionId, { workspaceId, items: [], ended: false });
    return executionId;
  }

  append(executionId: string, count: number, data: unknown = {}): void {
    const { items } = this.#of(executionId);
    for (let left = count; left > 0; left--)
      items.push({ seq: items.length + 1, type: 'task.started', at: now(), data, traceId: 'a'.repeat(32) });
  }

  end(executionId: string): void {
    this.append(executionId, 1);
    this.#of(executionId).ended = true;
  }

  /** Publishes what a service would publish after its commit. */
  hint(executionId: string, publish: (channel: string, text: string) => void): void {
    publish(GROWN_EXECUTIONS, grownOf(new Map([[executionId, this.#of(executionId).items.length]])));
  }

  #of(executionId: string): Journal {
    const journal = this.#journals.get(executionId);
    if (!journal) throw new MeshError('not-found', 'there is no such execution');
    return journal;
  }

  #find(executionId: string, workspaceId: string): Journal {
    const journal = this.#of(executionId);
    if (journal.workspaceId !== workspaceId) throw new MeshError('not-found', 'there is no such execution');
    return journal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#serving.disposeAsync();
  }
}

const now = () => new Date().toISOString();
