import { readFile } from 'node:fs/promises';

/** One place in a file: `find` is there exactly once. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/** A change of the product after which it breaks a promise. One of its tests at least has to fail. */
export type Mutation = {
  /** What is not done any more. */
  readonly without: string;
  readonly edits: readonly Edit[];
  readonly project: 'unit' | 'infra';
  /** Files of tests. */
  readonly tests: readonly string[];
};

/** The file as it is after the edit. Throws where `find` is not there, or more than once. */
export async function edited(root: URL, { file, find, replace }: Edit): Promise<string> {
  const text = await readFile(new URL(file, root), 'utf8');
  const [before = '', after, ...more] = text.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(`${file} has ${JSON.stringify(find)} ${after === undefined ? 'nowhere' : 'more than once'}`);
  return before + replace + after;
}
