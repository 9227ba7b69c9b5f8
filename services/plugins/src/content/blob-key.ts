/** Where the package with this SHA-256 (hexadecimal) lies in the bucket. */
export function blobKey(digest: string): string {
  return `plugins/sha256/${digest}`;
}
