import { readFile } from 'node:fs/promises';

/** A place in a file: `find` occurs in it exactly once. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/** A change of the product that breaks a promise. At least one of its tests has to fail. */
export type Mutation = {
  /** What is not done any more. */
  readonly without: string;
  readonly edits: readonly Edit[];
  readonly project: 'unit' | 'infra';
  /** Test files. */
  readonly tests: readonly string[];
};

/** The file after the edit. Throws if `find` does not occur, or more than once. */
export async function edited(root: URL, { file, find, replace }: Edit): Promise<string> {
  const text = await readFile(new URL(file, root), 'utf8');
  const [before = '', after, ...more] = text.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(`${file} has ${JSON.stringify(find)} ${after === undefined ? 'nowhere' : 'more than once'}`);
  return before + replace + after;
}
