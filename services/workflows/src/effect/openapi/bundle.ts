import { type Fields, fieldsOf } from '../document-fields.ts';

/** A file that a document refers to, by the address where it was found. */
export type OtherFile = { readonly uri: string; readonly value: unknown };

/** The name under which the other files are placed in the bundled document. */
const FILES = 'x-other-files';
/** References within a document, which nearly all are, are skipped at once: a text may have 32 MiB. */
const reference = /\$ref["']?\s*:\s*(?:"([^"#\r\n][^"\r\n]*)"|'([^'#\r\n][^'\r\n]*)'|([^\s"'{}[\],#][^\s,}]*))/g;

/** Most references to other files that are considered: more than people write, and few enough to block nobody. */
const MOST_REFERENCES = 50_000;

/** The addresses of other files to which a text in JSON or YAML may refer, each once. Does not parse the text. */
export function addressesIn(text: string, from: string): string[] {
  const written = new Set<string>();
  let looked = 0;
  for (const [, ...given] of text.matchAll(reference)) {
    if (looked++ === MOST_REFERENCES) break;
    const one = given.find((part) => part !== undefined) ?? '';
    written.add(one.replaceAll('\\/', '/').replace(/#.*/, ''));
  }
  const found = new Set<string>();
  for (const file of written) {
    const url = URL.parse(file, from);
    if (url && /^https?:$/.test(url.protocol)) found.add(url.href);
  }
  found.delete(withoutFragment(new URL(from)));
  return [...found];
}

/** Puts the files into the document, and lets references to them, in any of them, point to their new places. */
export function bundled(document: Fields, uri: string, files: readonly OtherFile[]): Fields {
  const own = withoutFragment(new URL(uri));
  const places = new Map(files.map((file, place) => [file.uri, `#/${FILES}/${place}`]));
  places.set(own, '#');
  const seen = new Set<object>();
  for (const file of [{ uri: own, value: document }, ...files]) lead(file, places, seen);
  return { ...document, [FILES]: Object.fromEntries(files.map(({ value }, place) => [place, value])) };
}

/** Works in place, since a document is large and not shared. Objects that YAML aliases share are visited once. */
function lead({ uri, value }: OtherFile, places: ReadonlyMap<string, string>, seen: Set<object>): void {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    const { $ref: given } = fieldsOf(part);
    if (typeof given === 'string') (part as { $ref: string }).$ref = led(given, uri, places);
    for (const one of Object.values(part)) left.push(one);
  }
}

/** A reference to a file that was not found, or to a name without a place, stays as it is. */
function led(given: string, from: string, places: ReadonlyMap<string, string>): string {
  const url = URL.parse(given, from);
  const place = url ? places.get(withoutFragment(url)) : undefined;
  const pointer = url?.hash.slice(1) ?? '';
  return place === undefined || (pointer !== '' && !pointer.startsWith('/')) ? given : place + pointer;
}

function withoutFragment(url: URL): string {
  const bare = new URL(url);
  bare.hash = '';
  return bare.href;
}
