import pg from 'pg';

const TEXT_ARRAY = 1009;
/** For any type: the client's typings lack arrays. */
const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => (text: string) => unknown;
const readAny = parserOf(TEXT_ARRAY) as (text: string) => (string | null)[];

/** The client's parsers, except for arrays of plain text, which it would parse letter by letter. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === TEXT_ARRAY && format !== 'binary' ? readTexts : parserOf(oid, format),
};

/** Splits an array literal without quotes, nulls or nesting. */
export function readTexts(text: string): (string | null)[] {
  if (text === '{}') return [];
  const isPlain = text.startsWith('{') && !/["\\]|NULL/.test(text) && !text.includes('{', 1);
  return isPlain ? text.slice(1, -1).split(',') : readAny(text);
}
