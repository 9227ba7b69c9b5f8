import type { AwsKeys } from '../crypto/aws-signature.ts';
import type { Fields } from '../db/schema.ts';
import type { CredentialType, Injection } from '../types/credential-type.ts';
import { fillTemplate } from '../types/fill-template.ts';
import { awsKeys } from './aws-keys.ts';

/** What a credential adds to a call. */
export type Injected = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Prefix of the path. */
  readonly prefix: string;
  /** Keys that sign the complete call. */
  readonly aws?: AwsKeys;
};

export const nothingInjected: Injected = { headers: {}, query: [], prefix: '' };

/** Puts the data into the places that the type defines. Places with missing fields are omitted. */
export function injected({ inject }: CredentialType, data: Fields): Injected {
  const headers: Record<string, string> = {};
  const query: [string, string][] = [];
  let prefix = '';
  let aws: AwsKeys | undefined;
  for (const place of inject) {
    if (Object.entries(place.when ?? {}).some(([name, value]) => data[name] !== value)) continue;
    if (place.as === 'path') prefix = fillTemplate(place.prefix, data) ?? '';
    else if (place.as === 'aws-sigv4') aws = awsKeys(place, data);
    else {
      const filled = fill(place, data);
      if (filled && place.as === 'query') query.push(filled);
      else if (filled) headers[filled[0].toLowerCase()] = filled[1];
    }
  }
  return { headers, query, prefix, ...(aws ? { aws } : {}) };
}

type Named = Exclude<Injection, { as: 'path' | 'aws-sigv4' }>;

function fill(place: Named, data: Fields): [string, string] | undefined {
  if (place.as === 'bearer') {
    const token = fillTemplate(place.token, data);
    return token === undefined ? undefined : ['authorization', `Bearer ${token}`];
  }
  if (place.as === 'basic') {
    const pair = fillTemplate(`${place.username}:${place.password}`, data);
    return pair === undefined ? undefined : ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`];
  }
  const [name, value] = [fillTemplate(place.name, data), fillTemplate(place.value, data)];
  return name === undefined || value === undefined ? undefined : [name, value];
}
