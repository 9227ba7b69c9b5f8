import { S3ServiceException } from '@aws-sdk/client-s3';
import { MeshError } from '@mesh/contracts/mesh-error';

/** Converts errors of S3 and its network to `not-found` or `unavailable`. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MeshError) throw error;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) {
      throw new MeshError('not-found', 'no such object', { cause: error });
    }
    throw new MeshError('unavailable', 'the object store does not answer; try again', {
      cause: error,
      retryAfterSeconds: 2,
    });
  }
}
