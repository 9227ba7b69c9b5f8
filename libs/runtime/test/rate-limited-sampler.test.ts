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
  expect(recorded(5)).toBe(5);
  expect(recorded(100)).toBe(5);
  now += 500;
  expect(recorded(100)).toBe(5);
  now += 60_000;
  expect(recorded(100), 'what is not used is not saved up').toBe(10);
});
