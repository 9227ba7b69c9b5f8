/** The path of what was asked for, without its query. */
export function addressPath(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
