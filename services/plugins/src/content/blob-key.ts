/** The object key of the package with this SHA-256 (hexadecimal). */
export function blobKey(digest: string): string {
  return `plugins/sha256/${digest}`;
}
