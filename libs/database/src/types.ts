import pg from 'pg';

const TEXT_ARRAY = 1009;
/** Of any type: the client's own list of them lacks arrays. */
const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => (text: string) => unknown;
const readAny = parserOf(TEXT_ARRAY) as (text: string) => (string | null)[];

/** As the client reads values, but for arrays of plain texts, which it goes through letter by letter. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === TEXT_ARRAY && format !== 'binary' ? readTexts : parserOf(oid, format),
};

/** What has nothing quoted, no null and no further dimension is split. */
export function readTexts(text: string): (string | null)[] {
  if (text === '{}') return [];
  const isPlain = text.startsWith('{') && !/["\\]|NULL/.test(text) && !text.includes('{', 1);
  return isPlain ? text.slice(1, -1).split(',') : readAny(text);
}
