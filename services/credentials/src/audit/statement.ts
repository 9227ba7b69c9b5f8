import { CompiledQuery, type Transaction } from 'kysely';

/** A statement of the audit. Connections keep it prepared under its name. */
export type Statement = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };
/** Sends a statement within the transaction of a decision. */
export type Send = <Row>(statement: Statement) => Promise<Row[]>;

export function sendIn<S>(trx: Transaction<S>): Send {
  const plain = trx.withoutPlugins();
  return async <Row>({ text, values }: Statement) =>
    (await plain.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}
