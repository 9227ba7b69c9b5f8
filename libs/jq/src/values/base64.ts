import { raiseAbout } from './describe.ts';

/** Decodes base64 to text. Padding may be missing; invalid UTF-8 becomes U+FFFD. */
export function decodeBase64(text: string): string {
  const [body = ''] = text.split('=', 1);
  if (/[^A-Za-z0-9+/]/.test(body)) raiseAbout(text, 'is not valid base64 data');
  if (body.length % 4 === 1) raiseAbout(text, 'trailing base64 byte found');
  return Buffer.from(body, 'base64').toString();
}
