import { freshDatabase } from '@mesh/testing/database';
import pg from 'pg';

/** A connection to a database of its own, which is empty and goes with it. */
export async function freshClient(): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await freshDatabase({ folders: [] }));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  opening.defer(() => client.end());
  const opened = opening.move();
  return { client, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
