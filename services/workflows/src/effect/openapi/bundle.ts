import { type Fields, fieldsOf } from '../document-fields.ts';

/** A file to which a document refers, by the address where it was found. */
export type OtherFile = { readonly uri: string; readonly value: unknown };

/** Under this name the other files stand in the document that was bundled. */
const FILES = 'x-other-files';
/** Those within a document, which are nearly all, it passes by at once: a text may have 32 MiB. */
const reference = /\$ref["']?\s*:\s*(?:"([^"#\r\n][^"\r\n]*)"|'([^'#\r\n][^'\r\n]*)'|([^\s"'{}[\],#][^\s,}]*))/g;

/** So many references to other files are looked at: more than people write, and few enough to hold up nobody. */
const MOST_REFERENCES = 50_000;

/** The addresses of other files to which a text in JSON or YAML may refer, each once. Nobody has read it yet. */
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

/** Puts the files into the document, and has what refers to one of them, in any of them, refer to its place there. */
export function bundled(document: Fields, uri: string, files: readonly OtherFile[]): Fields {
  const own = withoutFragment(new URL(uri));
  const places = new Map(files.map((file, place) => [file.uri, `#/${FILES}/${place}`]));
  places.set(own, '#');
  const seen = new Set<object>();
  for (const file of [{ uri: own, value: document }, ...files]) lead(file, places, seen);
  return { ...document, [FILES]: Object.fromEntries(files.map(({ value }, place) => [place, value])) };
}

/** In place: a document is large, and nobody else has it. What an alias of YAML shares is met once. */
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

/** What stands elsewhere still, or has a name there and no place, is as it was. */
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
