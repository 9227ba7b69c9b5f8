import { isUtf8 } from 'node:buffer';

/** Types that are text if they have a charset; servers add one to pictures and archives too. */
const isText = /^\s*(?:text\/|[\w!#$&^.+-]+\/[\w!#$&^.+-]*(?:json|xml|javascript|x-www-form-urlencoded))/i;

/**
 * The text of a body in UTF-8 or the single-byte charset of its header (RFC 9110, 8.3.2). Undefined if it is not text. UTF-16
 * is not decoded, since the broker would find no secrets in it.
 */
export function bodyText(body: Buffer, contentType = ''): string | undefined {
  if (isUtf8(body)) return body.toString();
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType) ?? [];
  if (!isText.test(contentType) || /^(?:utf|ucs|unicode)/i.test(charset)) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
