import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LONGEST = 1_200;

/** A part of a document to embed: a stable id, its text, and where it is. */
type Passage = { id: string; text: string; metadata: { source: string; heading: string } };

/**
 * The passages of the Markdown files in a folder, split at their headings; a long section is split again between its paragraphs.
 */
export async function passagesOf(folder: string): Promise<Passage[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md')).sort();
  const split = await Promise.all(
    files.map(async (name) => sections(name, await readFile(join(folder, name), 'utf8'))),
  );
  return split.flat();
}

function sections(source: string, markdown: string): Passage[] {
  const parts = markdown.split(/^(?=#{1,6} )/m).filter((part) => part.trim() !== '');
  return parts.flatMap((part, section) => {
    const heading = /^#{1,6} (.*)$/m.exec(part)?.[1] ?? source;
    return paragraphs(part).map((text, piece) => ({
      id: `${source}#${section}.${piece}`,
      text,
      metadata: { source, heading },
    }));
  });
}

function paragraphs(section: string): string[] {
  const pieces: string[] = [];
  for (const paragraph of section.split(/\n{2,}/)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + paragraph.length < LONGEST)
      pieces[pieces.length - 1] = `${last}\n\n${paragraph}`;
    else pieces.push(paragraph.slice(0, 4 * LONGEST));
  }
  return pieces.filter((piece) => piece.trim() !== '');
}
