import type { ClaimCheck } from '@mesh/bus/claim-check';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import type { Config } from './config.ts';

/** The bucket through which bodies go that no message of the broker holds; without its keys they are refused as too large. */
export function openClaims(config: Config, opened: AsyncDisposableStack): ClaimCheck | undefined {
  const { MARKETPLACE_S3_BUCKET: bucket, S3_ENDPOINT_URL: endpoint, AWS_REGION: region } = config;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return objectClaims(opened.use(openObjects({ bucket, endpoint, region, accessKeyId, secretAccessKey })));
}
