import { createHash } from 'node:crypto';
import type { CallContext } from '@mesh/bus/serve';
import { credentialManyReveals } from '@mesh/contracts/credentials-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import { record } from '@mesh/outbox/record';
import type { Audited } from '../audit/audited.ts';

/** More reveals of one member within a minute are an alarm. */
export const ALARMING = 100;
const MINUTE_MS = 60_000;
const MOST_ACTORS = 10_000;

type Needs = Pick<Audited, 'db' | 'log'> & {
  /** Any number unless told. */
  revealsPerMinute?: number;
};

/** Counts the reveals of each member in this process, minute by minute. */
export class RevealWatch {
  readonly #needs: Needs;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Tells an alarm once a minute. Throws `rate-limited` above the limit. */
  async count({ workspaceId, principal }: CallContext, now = Date.now()): Promise<void> {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const name = `${workspaceId} ${principal.id}`;
    const reveals = (this.#counts.get(name) ?? 0) + 1;
    if (this.#counts.size < MOST_ACTORS || this.#counts.has(name)) this.#counts.set(name, reveals);
    if (reveals === ALARMING + 1) await this.#alarm({ workspaceId, principal }, { minute, name, reveals });
    if (reveals <= (this.#needs.revealsPerMinute ?? reveals)) return;
    throw new MeshError('rate-limited', 'you reveal too many credentials; let the broker use them instead', {
      retryAfterSeconds: Math.ceil(((minute + 1) * MINUTE_MS - now) / 1_000),
    });
  }

  async #alarm(
    { workspaceId, principal: { id: actorId, type: actorType } }: Pick<CallContext, 'workspaceId' | 'principal'>,
    { minute, name, reveals }: { minute: number; name: string; reveals: number },
  ): Promise<void> {
    const { db, log } = this.#needs;
    log.warn({ security: true, workspaceId, actorId, reveals }, 'somebody reveals many credentials');
    const id = `reveals_${minute}_${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
    const fact = { workspaceId, id, subject: actorId, data: { actorId, actorType, reveals } };
    await db.inWorkspace(workspaceId, (trx) => record(trx, credentialManyReveals, fact));
  }
}
