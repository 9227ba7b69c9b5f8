const TEXT_OID = 25;
const HEAD_BYTES = 12;
const DIMENSION_BYTES = 8;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * A column of `rows` as the value of a parameter `text[]`, as the server sends and takes it in binary. As text each quote of
 * each element would be escaped here and read back letter by letter there, which for JSON costs more than the rest of a statement.
 * Source: `array_send` of PostgreSQL (`src/backend/utils/adt/arrayfuncs.c`).
 */
export function textArray<T>(rows: readonly T[], of: (row: T) => string | null | undefined): Buffer {
  const texts = rows.map((row) => of(row) ?? null);
  const lengths = texts.map((text) => (text === null ? NULL_LENGTH : Buffer.byteLength(text)));
  const bytes = lengths.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(0, length), 0);
  const array = Buffer.allocUnsafe(HEAD_BYTES + (texts.length > 0 ? DIMENSION_BYTES + bytes : 0));
  array.writeInt32BE(Math.min(texts.length, 1), 0); // dimensions
  array.writeInt32BE(lengths.includes(NULL_LENGTH) ? 1 : 0, 4);
  array.writeInt32BE(TEXT_OID, 8);
  if (texts.length === 0) return array;
  array.writeInt32BE(texts.length, HEAD_BYTES);
  array.writeInt32BE(1, HEAD_BYTES + 4); // the number of the first
  let at = HEAD_BYTES + DIMENSION_BYTES;
  texts.forEach((text, place) => {
    at = array.writeInt32BE(lengths[place] ?? NULL_LENGTH, at);
    if (text !== null) at += array.write(text, at);
  });
  return array;
}
