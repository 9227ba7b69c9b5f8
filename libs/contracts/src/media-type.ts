/** Whether a media type is JSON (CloudEvents' JSON format, 3.1.1): `…/json` or `…/…+json`, with any parameters. */
export function isJsonType(mediaType: string): boolean {
  return /^(?:json|.*\+json)$/.test(essenceOf(mediaType).split('/')[1] ?? '');
}

/** Whether a media type is UTF-8 text: `text/…` or XML, in no other charset. */
export function isTextType(mediaType: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(mediaType)?.[1] ?? 'utf-8';
  return /^text\/|\/(?:xml|.*\+xml)$/.test(essenceOf(mediaType)) && /^(?:utf-8|us-ascii)$/i.test(charset);
}

/** A media type without its parameters. */
function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}
