import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import type { Rendered } from '../rendered.ts';
import type { Keyed } from './kept-answer-store.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { replayed } from './replayed.ts';

const RENEW_MS = 3_000;
/** Statuses after which nothing was created and the caller can correct the request: the key is freed. */
const mendable = new Set([400, 401, 403, 408, 415, 429]);

/**
 * Does `work` once per key. The answer is stored before it is sent; so is a refusal, rendered by `refused`. An internal failure
 * is not stored, but the id is: a retry creates the same thing.
 */
export type Once = (
  keyed: Keyed,
  work: (newId: string | undefined) => Promise<Rendered>,
  refused: (error: unknown) => Rendered,
) => Promise<Rendered>;

export function onceByKey(answers: KeptAnswers, log: Log): Once {
  return async (keyed, work, refused) => {
    const found = await answers.hold(keyed);
    if (found.kept) return replayed(found.kept);
    const renewing = setInterval(() => void answers.renew(keyed).catch(() => {}), RENEW_MS);
    try {
      const rendered = await work(found.newId);
      await answers.keep(keyed, rendered).catch((error) => {
        log.warn({ err: error }, 'an answer could not be kept; asked again, it is made again by the same id');
      });
      return rendered;
    } catch (error) {
      const refusal = refused(error);
      if (refusal.status < 500 && !mendable.has(refusal.status) && !isQuota(error)) {
        await answers.keep(keyed, refusal);
        return refusal;
      }
      await (refusal.status >= 500 ? answers.release(keyed) : answers.forget(keyed)).catch(() => {});
      throw error;
    } finally {
      clearInterval(renewing);
    }
  };
}

/** A refusal by a quota has created nothing either, and passes once there is room. */
function isQuota(error: unknown): boolean {
  return error instanceof MeshError && error.extra?.['quota'] !== undefined;
}
