import { readdir, readFile } from 'node:fs/promises';
import { type CredentialType, credentialType } from './credential-type.ts';

export type Catalogue = ReadonlyMap<string, CredentialType>;

/** Reads every type, by name. Throws when a file is none. */
export async function readCatalogue(folder = new URL('./catalogue/', import.meta.url)): Promise<Catalogue> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const types = await Promise.all(
    files.map(async (name) => credentialType.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
  return new Map(types.map((type) => [type.name, type]));
}
