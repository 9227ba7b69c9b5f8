import { readFileSync } from 'node:fs';

/** One case of jq's own suite. `outputs` is null when the program must not compile. */
export type Case = {
  readonly line: number;
  readonly program: string;
  readonly input: string;
  readonly outputs: readonly string[] | null;
};

/** Reads a `.test` file of jq: groups of a program, an input and its outputs; `%%FAIL` before one that must not compile. */
export function readSuite(file: string): Case[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const cases: Case[] = [];
  const skipped = (text: string | undefined) => text !== undefined && (text.trim() === '' || text.startsWith('#'));
  for (let at = 0; at < lines.length; ) {
    if (skipped(lines[at])) {
      at += 1;
      continue;
    }
    const fails = lines[at]?.startsWith('%%FAIL') === true;
    const line = at + (fails ? 2 : 1);
    const program = lines[line - 1] ?? '';
    let end = line;
    while (end < lines.length && !(fails ? (lines[end] ?? '').trim() === '' : skipped(lines[end]))) end += 1;
    const [input = '', ...outputs] = lines.slice(line, end);
    cases.push({ line, program, input: input.replace(/^\ufeff/, ''), outputs: fails ? null : outputs });
    at = end;
  }
  return cases;
}
