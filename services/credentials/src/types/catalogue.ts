import { readdir, readFile } from 'node:fs/promises';
import { type CredentialType, credentialType } from './credential-type.ts';

export type Catalogue = ReadonlyMap<string, CredentialType>;

/** Reads all types, ordered by name. Throws for an invalid file. */
export async function readCatalogue(folder = new URL('./catalogue/', import.meta.url)): Promise<Catalogue> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const types = await Promise.all(
    files.map(async (name) => credentialType.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
  const byName = new Map(types.map((type) => [type.name, type]));
  return new Map([...byName].sort(([a], [b]) => (a < b ? -1 : 1)));
}
