const BYTEA_OID = 17;
const TEXT_OID = 25;
const HEAD_BYTES = 12;
const DIMENSION_BYTES = 8;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

type Value = string | Uint8Array | null | undefined;

/**
 * A column of `rows` as a parameter of type `text[]` in PostgreSQL's binary format. As text, each quote of each element would
 * be escaped here and unescaped there, which for JSON costs more than the rest of a statement. Source: `array_send` of
 * PostgreSQL (`src/backend/utils/adt/arrayfuncs.c`).
 */
export function textArray<T>(rows: readonly T[], of: (row: T) => string | null | undefined): Buffer {
  return arrayOf(TEXT_OID, rows.map(of));
}

/** The same for a parameter of type `bytea[]`. */
export function byteaArray<T>(rows: readonly T[], of: (row: T) => Uint8Array | null | undefined): Buffer {
  return arrayOf(BYTEA_OID, rows.map(of));
}

function arrayOf(oid: number, values: readonly Value[]): Buffer {
  const lengths = values.map((value) => (value == null ? NULL_LENGTH : Buffer.byteLength(value)));
  const bytes = lengths.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(0, length), 0);
  const array = Buffer.allocUnsafe(HEAD_BYTES + (values.length > 0 ? DIMENSION_BYTES + bytes : 0));
  array.writeInt32BE(Math.min(values.length, 1), 0); // dimensions
  array.writeInt32BE(lengths.includes(NULL_LENGTH) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  if (values.length === 0) return array;
  array.writeInt32BE(values.length, HEAD_BYTES);
  array.writeInt32BE(1, HEAD_BYTES + 4); // lower bound
  let at = HEAD_BYTES + DIMENSION_BYTES;
  for (const [place, value] of values.entries()) {
    at = array.writeInt32BE(lengths[place] ?? NULL_LENGTH, at);
    if (typeof value === 'string') at += array.write(value, at);
    else if (value) {
      array.set(value, at);
      at += value.length;
    }
  }
  return array;
}
