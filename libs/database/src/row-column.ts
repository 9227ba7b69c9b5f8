export const INTEGER_BYTES = 4;
/** Bytes of a `bigint` or `timestamptz`. */
const FIXED_BYTES = 8;
const NULL_LENGTH = -1;
/** UTF-8 needs at most 3 bytes per UTF-16 unit. */
const LETTER_BYTES = 3;
/** PostgreSQL's epoch. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** A column of a composite type: how its value is read from a row's source, and written in binary. */
export type Column<T> = {
  /** OID of the type. Source: `pg_type.dat` of PostgreSQL, where these never change. */
  readonly oid: number;
  /** Upper bound of the value's size in bytes. */
  room(row: T): number;
  /** Writes length and value. Returns the offset after them. */
  write(into: Buffer, at: number, row: T): number;
};

type Of<T, V> = (row: T) => V | null | undefined;
type Write<V> = (into: Buffer, value: V, at: number) => number;

export const text = <T>(of: Of<T, string>) => ofLetters(25, of);
/** JSON as text. */
export const json = <T>(of: Of<T, string>) => ofLetters(114, of);
export const bytea = <T>(of: Of<T, Uint8Array>): Column<T> => ({
  oid: 17,
  room: (row) => of(row)?.length ?? 0,
  write: writing(of, (into, bytes, at) => {
    into.set(bytes, at);
    return at + bytes.length;
  }),
});
export const boolean = <T>(of: Of<T, boolean>) => fixed(16, of, (into, is, at) => into.writeUInt8(is ? 1 : 0, at));
export const smallint = <T>(of: Of<T, number>) => fixed(21, of, (into, number, at) => into.writeInt16BE(number, at));
export const integer = <T>(of: Of<T, number>) => fixed(23, of, (into, number, at) => into.writeInt32BE(number, at));
export const bigint = <T>(of: Of<T, bigint>) => fixed(20, of, (into, number, at) => into.writeBigInt64BE(number, at));
export const timestamptz = <T>(of: Of<T, Date>) =>
  fixed(1184, of, (into, date, at) => into.writeBigInt64BE(BigInt(date.getTime() - EPOCH_MS) * 1_000n, at));

function ofLetters<T>(oid: number, of: Of<T, string>): Column<T> {
  const room = (row: T) => (of(row)?.length ?? 0) * LETTER_BYTES;
  return { oid, room, write: writing(of, (into, letters, at) => at + into.write(letters, at)) };
}

function fixed<T, V>(oid: number, of: Of<T, V>, write: Write<V>): Column<T> {
  return { oid, room: () => FIXED_BYTES, write: writing(of, write) };
}

function writing<T, V>(of: Of<T, V>, write: Write<V>): Column<T>['write'] {
  return (into, at, row) => {
    const value = of(row) ?? null;
    if (value === null) return into.writeInt32BE(NULL_LENGTH, at);
    const begins = at + INTEGER_BYTES;
    const ends = write(into, value, begins);
    into.writeInt32BE(ends - begins, at);
    return ends;
  };
}
