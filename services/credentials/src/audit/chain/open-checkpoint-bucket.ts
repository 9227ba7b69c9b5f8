import { openObjects } from '@mesh/objects/open';
import { ConfigError } from '@mesh/runtime/config-error';
import type { Health } from '@mesh/runtime/health';
import type { Config } from '../../config.ts';
import { type CheckpointBucket, checkpointBucket } from './checkpoint-bucket.ts';

/** Without a bucket in the environment, checkpoints are only published as events. Throws `ConfigError` for an incomplete one. */
export function openCheckpointBucket(
  config: Config,
  health: Health,
  opened: AsyncDisposableStack,
): CheckpointBucket | undefined {
  const { AUDIT_S3_BUCKET: bucket, AUDIT_S3_ENDPOINT_URL: endpoint, AUDIT_S3_REGION: region } = config;
  const { AUDIT_S3_ACCESS_KEY_ID: accessKeyId, AUDIT_S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (bucket === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError(['AUDIT_S3_BUCKET: needs AUDIT_S3_ACCESS_KEY_ID and AUDIT_S3_SECRET_ACCESS_KEY']);
  }
  const objects = opened.use(openObjects({ bucket, endpoint, region, accessKeyId, secretAccessKey }));
  health.add('objects', { required: false, check: () => objects.ping() });
  return checkpointBucket(objects);
}
