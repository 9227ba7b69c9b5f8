import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

const sampled: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const left: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/** Records every trace while they are few, and at most so many a second under load. Traces that are left keep their ids. */
export class RateLimitedSampler implements Sampler {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** `now` in ms; the process's monotonic clock unless told. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = perSecond;
    this.#at = now();
  }

  shouldSample(): SamplingResult {
    const at = this.#now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((at - this.#at) / 1_000) * this.#perSecond);
    this.#at = at;
    if (this.#tokens < 1) return left;
    this.#tokens -= 1;
    return sampled;
  }

  toString(): string {
    return `RateLimitedSampler{${this.#perSecond}/s}`;
  }
}
