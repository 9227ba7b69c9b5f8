import { type Column, INTEGER_BYTES } from './row-column.ts';

/** Of the array: how many dimensions, whether any is null, which type, how many, from which on. */
const HEAD_BYTES = 5 * INTEGER_BYTES;
/** Of a row its length and how many columns it has; of a column which type it has and its length. */
const PAIR_BYTES = 2 * INTEGER_BYTES;

/** A composite type of the database, by name, with its columns in their order there. */
export type RowType<T> = { readonly name: string; readonly columns: readonly Column<T>[] };

export function rowType<T>(name: string, columns: Readonly<Record<string, Column<T>>>): RowType<T> {
  return { name, columns: Object.values(columns) };
}

/**
 * Rows of a composite type as the value of one parameter, an array of it. A parameter for each column would be read row by row
 * as well, and costs by itself; and what is sent as text has each of its quotes escaped here and read back there.
 * Source: `array_recv` and `record_recv` of PostgreSQL (`src/backend/utils/adt/{arrayfuncs,rowtypes}.c`).
 */
export class RowArray<T> {
  readonly typeName: string;
  readonly #columns: readonly Column<T>[];
  readonly #rows: readonly T[];

  constructor({ name, columns }: RowType<T>, rows: readonly T[]) {
    this.typeName = name;
    this.#columns = columns;
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** As the server takes it in binary where the type has the number `oid`, which is another in each database. */
  encode(oid: number): Buffer {
    const rows = this.#rows;
    const into = Buffer.allocUnsafe(rows.reduce((sum, row) => sum + this.#room(row), HEAD_BYTES));
    let at = into.writeInt32BE(Math.min(rows.length, 1), 0);
    at = into.writeInt32BE(0, at);
    at = into.writeInt32BE(oid, at);
    if (rows.length === 0) return into.subarray(0, at);
    at = into.writeInt32BE(rows.length, at);
    at = into.writeInt32BE(1, at);
    for (const row of rows) at = this.#write(into, at, row);
    return into.subarray(0, at);
  }

  #write(into: Buffer, begins: number, row: T): number {
    let at = into.writeInt32BE(this.#columns.length, begins + INTEGER_BYTES);
    for (const column of this.#columns) at = column.write(into, into.writeInt32BE(column.oid, at), row);
    into.writeInt32BE(at - begins - INTEGER_BYTES, begins);
    return at;
  }

  #room(row: T): number {
    return this.#columns.reduce((sum, column) => sum + PAIR_BYTES + column.room(row), PAIR_BYTES);
  }
}
