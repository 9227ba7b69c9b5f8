import type pg from 'pg';
import { inBinary } from './in-binary.ts';
import { planOnceLocally } from './planned-once.ts';
import { SYSTEM_ROLE } from './roles.ts';
import { translated } from './translate.ts';

/** A statement that is planned once per connection. The name identifies the text, whatever the values. */
export type Prepared = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };
export type Send = <R extends pg.QueryResultRow>(statement: Prepared) => Promise<R[]>;

type Options = {
  /** Sent together with `begin`, so that it costs no round trip of its own. */
  readonly first?: string;
};

/**
 * As `asSystem`, a transaction over all workspaces, of prepared statements with the database's own column names: for what runs
 * many times a second, where a query builder, a plan and four round trips would cost more than the work.
 */
export async function preparedAsSystem<T>(
  { pool, singleSession }: { readonly pool: pg.Pool; readonly singleSession: boolean },
  work: (send: Send) => Promise<T>,
  { first }: Options = {},
): Promise<T> {
  return translated(async () => {
    const client = await pool.connect();
    const send = sendOver(client, singleSession);
    let isBroken = true;
    try {
      await client.query(begin(first));
      const done = await work(send);
      await client.query('commit');
      isBroken = false;
      return done;
    } catch (error) {
      isBroken = await client.query('rollback').then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.release(isBroken);
    }
  });
}

/** On a shared session statements are not prepared by name, since another client may have used the same name. */
export function sendOver(client: pg.ClientBase, singleSession: boolean): Send {
  return async <R extends pg.QueryResultRow>({ name, text, values }: Prepared) =>
    (await client.query<R>({ ...(singleSession ? {} : { name }), text, values: await inBinary(client, values) })).rows;
}

function begin(first: string | undefined): string {
  const said = [`set local role ${SYSTEM_ROLE}`, planOnceLocally, ...(first ? [first] : [])];
  return ['begin', ...said].join('; ');
}
