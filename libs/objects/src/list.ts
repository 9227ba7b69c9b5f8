import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Listed } from './objects.ts';
import { translated } from './translate.ts';

/** See `Objects.list`. */
export async function* list(client: S3Client, bucket: string, prefix: string): AsyncGenerator<readonly Listed[]> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  for (;;) {
    const { done, value } = await translated(() => pages.next());
    if (done) return;
    yield (value.Contents ?? []).flatMap(({ Key: key, LastModified: putAt }) => (key && putAt ? [{ key, putAt }] : []));
  }
}
