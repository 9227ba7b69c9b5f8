import { expressionsIn, unwrapped } from './expression-text.ts';

/** A field of a secret in an expression; without a field, the credential's only secret field. */
type SecretNamed = { readonly name: string; readonly field: string };

const variable = /\$secrets\b/g;
const step = String.raw`\s*(?:\.\s*[A-Za-z_]\w*|\.?\s*\[\s*"[^"\\]*"\s*\]|\.\s*"[^"\\]*")`;
const named = new RegExp(String.raw`\$secrets(${step})(${step})?`, 'g');
const PREFIX = 'mesh-secret.';
const handle = /mesh-secret\.([A-Za-z0-9_-]+)\./g;

/** Secrets that an expression names; undefined if it uses `$secrets` without spelling out which. */
export function secretsNamed(source: string): SecretNamed[] | undefined {
  const found = Array.from(source.matchAll(named), ([, name = '', field]) => ({
    name: nameIn(name),
    field: field === undefined ? '' : nameIn(field),
  }));
  return found.length === (source.match(variable) ?? []).length ? found : undefined;
}

/** Names of all secrets of a call: in its arguments, and in its `input.from`, which is an expression if it is text. */
export function secretsOfCall(given: unknown, from: unknown): string[] {
  const ofInput = typeof from === 'string' ? secretsIn(unwrapped(from)) : secretsWithin(from);
  return [...new Set([...secretsWithin(given), ...ofInput])];
}

function secretsWithin(part: unknown): string[] {
  if (typeof part === 'string') return expressionsIn(part).flatMap(secretsIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(secretsWithin);
}

function secretsIn(source: string): string[] {
  return (secretsNamed(source) ?? []).map(({ name }) => name);
}

/** The handle that expressions see in place of a secret. The broker of credentials replaces it. */
export function handleOf({ name, field }: SecretNamed): string {
  return `${PREFIX}${Buffer.from(JSON.stringify([name, field])).toString('base64url')}.`;
}

/** Handles in a text, with the secret of each. */
export function handlesIn(text: string): ReadonlyMap<string, SecretNamed> {
  return new Map(
    Array.from(text.matchAll(handle), ([whole, encoded = '']) => {
      const [name = '', field = ''] = read(encoded);
      return [whole, { name, field }];
    }),
  );
}

/** The beginning of a handle in base64, at each of the three alignments. */
const inBase64 = ['', ' ', '  '].map((before) => {
  const text = Buffer.from(before + PREFIX)
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(before === '' ? 0 : before.length + 1, (before.length + PREFIX.length) % 3 === 0 ? undefined : -1);
});

/** Whether a text contains a base64-encoded handle: nothing would replace it, and the handle itself would be sent. */
export function hasEncodedHandle(text: string): boolean {
  return inBase64.some((one) => text.includes(one));
}

function read(encoded: string): string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function nameIn(spelled: string): string {
  return /"([^"]*)"/.exec(spelled)?.[1] ?? spelled.replaceAll(/[\s.]/g, '');
}
