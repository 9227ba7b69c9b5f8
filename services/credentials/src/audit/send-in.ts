import type { Prepared, Send } from '@mesh/database/prepared';
import { CompiledQuery, type Transaction } from 'kysely';

/** Sends raw statements within the transaction of a decision. */
export function sendIn<S>(trx: Transaction<S>): Send {
  const plain = trx.withoutPlugins();
  return async <Row>({ text, values }: Prepared) =>
    (await plain.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}
