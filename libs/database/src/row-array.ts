import { type Column, INTEGER_BYTES } from './row-column.ts';

/** Header of an array: number of dimensions, whether any element is null, element type, length, lower bound. */
const HEAD_BYTES = 5 * INTEGER_BYTES;
/** Of a row its length and number of columns; of a column its type and length. */
const PAIR_BYTES = 2 * INTEGER_BYTES;

/** A composite type of the database by name, with its columns in their order there. */
export type RowType<T> = { readonly name: string; readonly columns: readonly Column<T>[] };

export function rowType<T>(name: string, columns: Readonly<Record<string, Column<T>>>): RowType<T> {
  return { name, columns: Object.values(columns) };
}

/**
 * Rows of a composite type as one array parameter. A parameter per column would cost more each and be read row by row as well;
 * text would have each of its quotes escaped here and unescaped there. Source: `array_recv` and `record_recv` of PostgreSQL
 * (`src/backend/utils/adt/{arrayfuncs,rowtypes}.c`).
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

  /** The binary format for an array whose type has this OID, which differs between databases. */
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
