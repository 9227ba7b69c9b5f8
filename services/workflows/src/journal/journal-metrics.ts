import { meter } from '@mesh/runtime/metrics';

export const batchSize = meter.createHistogram('mesh.journal.batch.size', {
  description: 'Appends that shared a commit',
  advice: { explicitBucketBoundaries: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] },
});
export const batchWait = meter.createHistogram('mesh.journal.batch.wait', {
  unit: 's',
  description: 'How long an append waited for its commit to begin',
  advice: { explicitBucketBoundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] },
});
