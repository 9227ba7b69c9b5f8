const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};
const texts = /\.(md|txt|js|mjs|ts|css|csv|yaml|yml|toml|html|htm|svg|xml|sh|py)$/i;

/** The media type of a package's file in answers. Types that a browser would execute become plain text. */
export function contentTypeOf(path: string): string {
  if (texts.test(path)) return 'text/plain; charset=utf-8';
  return types[/\.([^.]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
