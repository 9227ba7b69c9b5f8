import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { RateLimitedSampler } from '../src/rate-limited-sampler.ts';

test('few traces are all recorded, many are not, and room comes back with time', () => {
  let now = 0;
  const sampler = new RateLimitedSampler(10, () => now);
  const recorded = (count: number) =>
    Array.from({ length: count }, () => sampler.shouldSample()).filter(
      ({ decision }) => decision === SamplingDecision.RECORD_AND_SAMPLED,
    ).length;
  expect(recorded(50)).toBe(50);
  expect(recorded(100), 'a burst takes what was saved up').toBe(50);
  now += 500;
  expect(recorded(100)).toBe(5);
  now += 60_000;
  expect(recorded(1_000), 'no more is saved up than ten seconds are worth').toBe(100);
});
