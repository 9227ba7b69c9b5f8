/**
 * Without reading whole tables, as far as an index serves: by its statistics, which are those of a minute ago, a table that has
 * just grown is small, and reading all of it looks cheap.
 */
export const byIndex = { enable_seqscan: 'off' };

/**
 * How statements are planned that run many times a second over rows that they name: once for each connection, and by their
 * indexes. A plan is often made while a table is still empty, when to read all of it looks cheap, and would be kept while it
 * grows.
 */
const SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  ...byIndex,
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** For the session. */
export const planOnce: string = settings('set');
/** Until the end of the transaction. */
export const planOnceLocally: string = settings('set local');

function settings(set: string): string {
  return Object.entries(SETTINGS)
    .map(([name, value]) => `${set} ${name} = ${value}`)
    .join('; ');
}
