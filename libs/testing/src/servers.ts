import { s3Keys } from './embedded/s3.ts';

/**
 * The servers that the infra tests of this run share. `redis` is missing if this machine cannot provide one; each vitest worker
 * has a database of its own in it. Brokers are not shared: see `freshNats`.
 */
export type Servers = {
  /** A superuser's URL. */
  readonly postgres: { readonly url: string };
  readonly redis?: { readonly url: string };
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
};

/** The servers of this run, from the environment. Throws if there are none: `global-setup` starts them. */
export async function servers(): Promise<Servers> {
  const { env } = process;
  const redis = env['MESH_TEST_REDIS_URL'];
  const worker = env['VITEST_POOL_ID'] ?? '0';
  return {
    postgres: { url: given('MESH_TEST_POSTGRES_URL') },
    ...(redis ? { redis: { url: new URL(`/${worker}`, redis).href } } : {}),
    s3: {
      endpoint: given('MESH_TEST_S3_ENDPOINT'),
      region: env['MESH_TEST_S3_REGION'] ?? s3Keys.region,
      accessKeyId: env['MESH_TEST_S3_ACCESS_KEY_ID'] ?? s3Keys.accessKeyId,
      secretAccessKey: env['MESH_TEST_S3_SECRET_ACCESS_KEY'] ?? s3Keys.secretAccessKey,
    },
  };
}

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run infra tests with vitest run --project infra`);
  return value;
}
