import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { list } from './list.ts';

/** See `Objects.deleteOlder`. One by one: not every S3 server deletes in batches. */
export async function deleteOlder(client: S3Client, bucket: string, prefix: string, before: Date): Promise<number> {
  let deleted = 0;
  for await (const page of list(client, bucket, prefix)) {
    for (const { key, putAt } of page) {
      if (putAt >= before) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      deleted += 1;
    }
  }
  return deleted;
}
