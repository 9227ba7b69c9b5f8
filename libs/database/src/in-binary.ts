import type pg from 'pg';
import { RowArray } from './row-array.ts';

/** OIDs of types by name, per connection: they are those of one database, which may be restored while this runs. */
const numbers = new WeakMap<pg.ClientBase, Map<string, number>>();

/** The values of a statement as they are sent over `client`, row arrays in binary. */
export async function inBinary(client: pg.ClientBase, values: readonly unknown[]): Promise<unknown[]> {
  const sent: unknown[] = [];
  for (const value of values)
    sent.push(value instanceof RowArray ? value.encode(await numberOf(client, value.typeName)) : value);
  return sent;
}

/** Throws the server's error if there is no such type. */
async function numberOf(client: pg.ClientBase, name: string): Promise<number> {
  const known = numbers.get(client) ?? new Map<string, number>();
  numbers.set(client, known);
  const number = known.get(name) ?? (await ask(client, name));
  known.set(name, number);
  return number;
}

async function ask(client: pg.ClientBase, name: string): Promise<number> {
  const { rows } = await client.query<{ number: number }>('select $1::regtype::oid as number', [name]);
  return rows[0]?.number ?? 0;
}
