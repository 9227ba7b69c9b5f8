import { hash } from 'node:crypto';
import type { CallContext } from '@mesh/bus/handler';
import { credentialManyReveals } from '@mesh/contracts/credentials-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import { record } from '@mesh/outbox/record';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import type { Audited } from '../audit/audited.ts';
import { asOf, type Count, msUntilRoom, nothing, oneMore, withinAMinute } from './sliding-count.ts';

/** Number of reveals of one member within a minute above which an alarm is raised. */
export const ALARMING = 100;
const MINUTE_MS = 60_000;
const MOST_MEMBERS = 10_000;

type Needs = Pick<Audited, 'db' | 'log'> & {
  /** Unlimited by default. */
  revealsPerMinute?: number;
  /** In ms since the epoch. */
  now?: () => number;
};
type Who = Pick<CallContext, 'workspaceId' | 'principal'>;
type Watched = { readonly count: Count; readonly toldAt: number };

/** Counts each member's reveals in this process within the last minute. */
export class RevealWatch {
  readonly #needs: Needs;
  /** The member who has revealed nothing for the longest time is forgotten first. */
  readonly #members: ExpiringCache<Watched>;
  readonly #now: () => number;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#now = needs.now ?? Date.now;
    this.#members = new ExpiringCache(MOST_MEMBERS, this.#now);
  }

  /** Raises an alarm at most once a minute. Throws `rate-limited` above the limit; refused reveals do not count. */
  async count(who: Who): Promise<void> {
    const now = this.#now();
    const name = `${who.workspaceId} ${who.principal.id}`;
    const { count, toldAt } = this.#members.get(name) ?? { count: nothing, toldAt: Number.NEGATIVE_INFINITY };
    const before = asOf(count, now);
    const reveals = withinAMinute(before, now) + 1;
    const most = this.#needs.revealsPerMinute ?? Number.POSITIVE_INFINITY;
    const isRefused = reveals > most;
    const isAlarm = (isRefused || reveals > ALARMING) && now - toldAt >= MINUTE_MS;
    const watched = { count: isRefused ? before : oneMore(before), toldAt: isAlarm ? now : toldAt };
    this.#members.set(name, watched, 2 * MINUTE_MS);
    if (isAlarm) await this.#alarm(who, { name, reveals: Math.round(reveals), minute: before.minute });
    if (isRefused)
      throw new MeshError('rate-limited', 'you reveal too many credentials; let the broker use them instead', {
        retryAfterSeconds: Math.max(1, Math.ceil(msUntilRoom(before, most, now) / 1_000)),
      });
  }

  async #alarm(
    { workspaceId, principal: { id: actorId, type: actorType } }: Who,
    { minute, name, reveals }: { minute: number; name: string; reveals: number },
  ): Promise<void> {
    const { db, log } = this.#needs;
    log.warn({ security: true, workspaceId, actorId, reveals }, 'somebody reveals many credentials');
    const id = `reveals_${minute}_${hash('sha256', name).slice(0, 32)}`;
    const fact = { workspaceId, id, subject: actorId, data: { actorId, actorType, reveals } };
    await db.inWorkspace(workspaceId, (trx) => record(trx, credentialManyReveals, fact));
  }
}
