import { isUtf8 } from 'node:buffer';

/** What is text where its header tells a charset; servers tell one of pictures and archives as well. */
const isText = /^\s*(?:text\/|[\w!#$&^.+-]+\/[\w!#$&^.+-]*(?:json|xml|javascript|x-www-form-urlencoded))/i;

/**
 * The text of a body: UTF-8, or in the charset of one byte a character that its header tells (RFC 9110, 8.3.2). Undefined for what is
 * none. UTF-16 is not read: the broker finds no secret in it.
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
