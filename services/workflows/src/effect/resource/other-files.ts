import { addressesIn } from '../openapi/bundle.ts';

export type OtherText = { readonly uri: string; readonly text: string };

const MOST_FILES = 64;
/** Together, as many as the document itself may have. */
const MOST_CHARACTERS = 32 * 1_024 * 1_024;

/**
 * The files to which a document refers, and those to which they refer in their turn, as many as are read with it. One that cannot be
 * had is left out, which is a mistake of those operations alone that need it.
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
