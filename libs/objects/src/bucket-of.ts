import type { ObjectsOptions } from './objects.ts';

type BucketVariables = {
  MARKETPLACE_S3_BUCKET: string;
  S3_ENDPOINT_URL?: string | undefined;
  AWS_REGION: string;
  AWS_ACCESS_KEY_ID: string;
  AWS_SECRET_ACCESS_KEY: string;
};

/** The bucket that a service's environment names. */
export function bucketOf(env: BucketVariables): ObjectsOptions {
  return {
    bucket: env.MARKETPLACE_S3_BUCKET,
    endpoint: env.S3_ENDPOINT_URL,
    region: env.AWS_REGION,
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
  };
}
