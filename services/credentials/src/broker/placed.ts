import { MeshError } from '@mesh/contracts/mesh-error';
import { contentTypeIn } from '@mesh/egress/content-type';
import type { Call } from '../call.ts';
import type { Fields } from '../db/schema.ts';
import { formEncoded } from '../form-encoded.ts';
import type { CredentialType } from '../types/credential-type.ts';
import { Marks } from './marks.ts';

type Called = Pick<Call, 'url' | 'headers'> & { readonly body?: unknown };

const formType = /^\s*application\/x-www-form-urlencoded\b/i;

/** Replaces placeholders by fields of a credential: in path and query, headers and body, never in the host. */
export function placed(
  { url, headers, body }: Called,
  placeholders: Readonly<Record<string, string>>,
  type: CredentialType,
  data: Fields,
): Called & { readonly secretHeaders: readonly string[] } {
  const marks = new Marks(Object.entries(placeholders).map(([text, field]) => [text, valueOfField(type, data, field)]));
  const target = new URL(url);
  target.pathname = marks.inText(url.pathname, encodeURIComponent);
  target.search = marks.inText(url.search, encodeURIComponent);
  const isForm = typeof body === 'string' && formType.test(contentTypeIn(headers));
  const names = Object.entries(headers).map(([name, value]) => [name, marks.inText(value)]);
  const secretHeaders = names.flatMap(([name = '', value]) => (value === headers[name] ? [] : [name]));
  return {
    url: target,
    headers: Object.fromEntries(names),
    body: isForm ? marks.inText(body, formEncoded) : within(body, marks),
    secretHeaders,
  };
}

function within(value: unknown, marks: Marks): unknown {
  if (typeof value === 'string') return marks.inText(value);
  if (value instanceof Uint8Array) return marks.inBytes(value);
  if (Array.isArray(value)) return value.map((member) => within(member, marks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, within(member, marks)]));
}

function valueOfField({ fields }: CredentialType, data: Fields, field: string): string {
  const secrets = fields.filter(({ secret, name }) => secret && data[name] !== undefined);
  const [only, ...others] = field === '' ? secrets.map(({ name }) => name) : [field];
  const value = only === undefined || others.length > 0 ? undefined : data[only];
  if (value !== undefined) return String(value);
  const message =
    field === '' ? 'the credential has not exactly one secret field: name one' : `the credential has no field ${field}`;
  throw new MeshError('unprocessable', message);
}
