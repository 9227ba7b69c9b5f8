import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBucket } from '@mesh/objects/open';
import { type EmbeddedS3, s3Keys, startS3 } from '@mesh/testing/embedded/s3';
import { step } from '../progress.ts';
import { logOf, own, portOf, type Scene } from '../scene.ts';
import type { Surroundings } from '../services/service-environment.ts';
import { assertTcp } from './reachable.ts';

const AUDIT_BUCKET = 'automatos-audit';
/** The default of MARKETPLACE_S3_BUCKET. */
export const BUCKET = 'automatos-marketplace';

/** Only our own S3 has a bucket for the audit's checkpoints. */
export async function openBuckets(scene: Scene): Promise<Surroundings['buckets']> {
  const { env, folders } = scene;
  const given = env['S3_ENDPOINT_URL'];
  if (given) {
    const port = given.startsWith('https') ? 443 : 80;
    await step(
      'S3',
      () => assertTcp('S3_ENDPOINT_URL', given, port),
      () => 'as S3_ENDPOINT_URL names it',
    );
    return { objects: {}, audit: {} };
  }
  const { endpoint } = await step(
    'S3',
    async () => {
      const folder = join(folders.mesh, 's3');
      mkdirSync(folder, { recursive: true });
      const logFile = logOf(scene, 's3');
      const server = await own<EmbeddedS3>(scene, 's3', 's3-process', (before) =>
        startS3({ folder, logFile, port: portOf(before?.endpoint) }),
      );
      for (const bucket of [env['MARKETPLACE_S3_BUCKET'] || BUCKET, AUDIT_BUCKET])
        await ensureBucket({ ...s3Keys, endpoint: server.endpoint, bucket });
      return server;
    },
    (server) => `embedded, port ${new URL(server.endpoint).port}`,
  );
  const audit = {
    AUDIT_S3_BUCKET: AUDIT_BUCKET,
    AUDIT_S3_ENDPOINT_URL: endpoint,
    AUDIT_S3_REGION: s3Keys.region,
    AUDIT_S3_ACCESS_KEY_ID: s3Keys.accessKeyId,
    AUDIT_S3_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
  };
  return { objects: objectVariables(endpoint), audit };
}

/** The variables of our own S3 for services. */
export function objectVariables(endpoint: string) {
  return {
    S3_ENDPOINT_URL: endpoint,
    AWS_REGION: s3Keys.region,
    AWS_ACCESS_KEY_ID: s3Keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
  };
}
