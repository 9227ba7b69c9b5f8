import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** See `Objects.deleteOlder`. One by one: not every S3 server deletes in batches. */
export async function deleteOlder(client: S3Client, bucket: string, prefix: string, before: Date): Promise<number> {
  let deleted = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, LastModified } of Contents) {
      if (Key === undefined || LastModified === undefined || LastModified >= before) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      deleted += 1;
    }
  }
  return deleted;
}
