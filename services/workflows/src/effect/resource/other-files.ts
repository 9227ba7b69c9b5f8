import { addressesIn } from '../openapi/bundle.ts';

export type OtherText = { readonly uri: string; readonly text: string };

const MOST_FILES = 64;
/** Total limit, the same as for the document itself. */
const MOST_CHARACTERS = 32 * 1_024 * 1_024;

/**
 * Files that a document refers to, directly or through others, up to a limit. One that cannot be fetched is left out, which
 * breaks only the operations that need it.
 */
export async function otherFiles(
  { uri, text }: OtherText,
  textAt: (uri: string) => Promise<string | undefined>,
): Promise<OtherText[]> {
  const known = new Set(addressesIn(text, uri));
  const found: OtherText[] = [];
  let characters = 0;
  let asked = 0;
  for (const address of known) {
    if (asked++ >= MOST_FILES) break;
    const other = await textAt(address);
    if (other === undefined) continue;
    characters += other.length;
    if (characters > MOST_CHARACTERS) break;
    found.push({ uri: address, text: other });
    for (const further of addressesIn(other, address)) if (further !== uri) known.add(further);
  }
  return found;
}
