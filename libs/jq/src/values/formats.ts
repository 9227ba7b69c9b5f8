import type { Budget } from '../budget.ts';
import { isArray, type Json } from '../json.ts';
import { decodeBase64 } from './base64.ts';
import { raiseAbout } from './describe.ts';
import { print, toText } from './print.ts';

export type Formatter = (run: Budget, value: Json) => string;

const html: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' };
const tsv: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\' };
const csvRow = { separator: ',', complaint: 'cannot be csv-formatted, only array' };
const tsvRow = { separator: '\t', complaint: 'cannot be tsv-formatted, only array' };

/** `@name` and `@name "text"`. */
export const formats: Readonly<Record<string, Formatter>> = {
  text: toText,
  json: print,
  html: (run, value) =>
    charged(
      run,
      toText(run, value).replace(/[&<>'"]/g, (found) => html[found] ?? found),
    ),
  uri: (run, value) => charged(run, encodeUri(toText(run, value))),
  csv: (run, value) => row(run, value, csvRow, (text) => `"${text.replaceAll('"', '""')}"`),
  tsv: (run, value) => row(run, value, tsvRow, (text) => text.replace(/[\t\r\n\\]/g, (found) => tsv[found] ?? found)),
  sh: (run, value) => shell(run, isArray(value) ? value : [value]),
  base64: (run, value) => charged(run, Buffer.from(toText(run, value)).toString('base64')),
  base64d: (run, value) => charged(run, decodeBase64(toText(run, value))),
};

function charged(run: Budget, text: string): string {
  run.takeText(text.length);
  return text;
}

function encodeUri(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function row(
  run: Budget,
  value: Json,
  { separator, complaint }: { separator: string; complaint: string },
  quote: (text: string) => string,
): string {
  if (!isArray(value)) return raiseAbout(value, complaint);
  const cells = value.map((cell) => {
    if (cell === null || Number.isNaN(cell)) return '';
    if (typeof cell === 'object') return raiseAbout(cell, 'is not valid in a csv row');
    return typeof cell === 'string' ? charged(run, quote(cell)) : print(run, cell);
  });
  return charged(run, cells.join(separator));
}

function shell(run: Budget, values: readonly Json[]): string {
  const words = values.map((value) => {
    if (typeof value === 'object' && value !== null) return raiseAbout(value, 'can not be escaped for shell');
    return typeof value === 'string' ? charged(run, `'${value.replaceAll("'", "'\\''")}'`) : print(run, value);
  });
  return charged(run, words.join(' '));
}
