import type pg from 'pg';
import { inBinary } from './in-binary.ts';
import { planOnceLocally } from './planned-once.ts';
import { SYSTEM_ROLE } from './roles.ts';
import { translated } from './translate.ts';

/** A statement that is planned once for each connection. Its name says which it is, whatever its values. */
export type Prepared = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };
export type Send = <R extends pg.QueryResultRow>(statement: Prepared) => Promise<R[]>;

type Options = {
  /** Said together with `begin`, so that it costs no way of its own. */
  readonly first?: string;
};

/**
 * A transaction over all workspaces as `asSystem`, of prepared statements with columns named as in the database: for what
 * runs many times a second, where a builder, a plan and four round trips would cost more than the work.
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

/** A session that everybody shares keeps no statements: another may have made one of the same name. */
export function sendOver(client: pg.ClientBase, singleSession: boolean): Send {
  return async <R extends pg.QueryResultRow>({ name, text, values }: Prepared) =>
    (await client.query<R>({ ...(singleSession ? {} : { name }), text, values: await inBinary(client, values) })).rows;
}

function begin(first: string | undefined): string {
  const said = [`set local role ${SYSTEM_ROLE}`, planOnceLocally, ...(first ? [first] : [])];
  return ['begin', ...said].join('; ');
}
