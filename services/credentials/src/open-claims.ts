import type { ClaimCheck } from '@mesh/bus/claim-check';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import type { Config } from './config.ts';

/** The bucket for bodies that do not fit into a broker message; without its keys they are refused as too large. */
export function openClaims(config: Config, opened: AsyncDisposableStack): ClaimCheck | undefined {
  const { MARKETPLACE_S3_BUCKET: bucket, S3_ENDPOINT_URL: endpoint, AWS_REGION: region } = config;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return objectClaims(opened.use(openObjects({ bucket, endpoint, region, accessKeyId, secretAccessKey })));
}
