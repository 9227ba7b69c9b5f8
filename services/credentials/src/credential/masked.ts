import type { Fields } from '../db/schema.ts';
import type { CredentialType } from '../types/credential-type.ts';

const DOTS = '••••';
const SHOWN = 4;
/** Of shorter secrets, four characters would reveal too much. */
const SHORTEST_SHOWN = 12;

/** The data as answers and the database show it: secrets as dots, long ones with their last four characters. */
export function masked(type: CredentialType, data: Fields): Fields {
  const secret = new Set(type.fields.filter((field) => field.secret).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, secret.has(name) ? dotted(String(value)) : value]),
  );
}

function dotted(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < SHORTEST_SHOWN ? DOTS : DOTS + characters.slice(-SHOWN).join('');
}
