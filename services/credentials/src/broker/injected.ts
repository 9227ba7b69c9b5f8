import type { Fields } from '../db/schema.ts';
import type { CredentialType, Injection } from '../types/credential-type.ts';
import { fillTemplate } from '../types/fill-template.ts';

/** What a credential adds to a call. */
export type Injected = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
};

/** Puts the data into the places that the type tells. A place whose fields are missing is left out. */
export function injected({ inject }: CredentialType, data: Fields): Injected {
  const headers: Record<string, string> = {};
  const query: [string, string][] = [];
  for (const place of inject) {
    const filled = fill(place, data);
    if (!filled) continue;
    if (place.as === 'query') query.push(filled);
    else headers[filled[0].toLowerCase()] = filled[1];
  }
  return { headers, query };
}

function fill(place: Injection, data: Fields): [string, string] | undefined {
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
