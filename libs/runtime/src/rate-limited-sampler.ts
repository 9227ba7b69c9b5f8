import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

const sampled: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const left: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
/** Seconds of unused budget that may be saved up. */
const SAVED_SECONDS = 10;

/**
 * Records every trace while there are few, bursts included, and at most `perSecond` under sustained load; ten seconds' worth
 * may be saved up. Traces that are not recorded keep their ids.
 */
export class RateLimitedSampler implements Sampler {
  readonly #perSecond: number;
  readonly #most: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** `now` in ms; the process's monotonic clock by default. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#most = perSecond * SAVED_SECONDS;
    this.#tokens = this.#most;
    this.#at = now();
  }

  shouldSample(): SamplingResult {
    const at = this.#now();
    this.#tokens = Math.min(this.#most, this.#tokens + ((at - this.#at) / 1_000) * this.#perSecond);
    this.#at = at;
    if (this.#tokens < 1) return left;
    this.#tokens -= 1;
    return sampled;
  }

  toString(): string {
    return `RateLimitedSampler{${this.#perSecond}/s}`;
  }
}
