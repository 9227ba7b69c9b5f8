import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256, in hexadecimal, of a value as canonical JSON (RFC 8785): one for all spellings of a document. */
export function digestOf(value: unknown): string {
  return hash('sha256', canonicalize(value) ?? '');
}
