/**
 * Avoids sequential scans where an index serves: by its statistics, which are a minute old, a table that has just grown looks
 * small and cheap to scan.
 */
export const byIndex = { enable_seqscan: 'off' };

/**
 * Settings for statements that run many times a second over rows that they name: planned once per connection, by index. A plan
 * is often made while a table is still empty and a scan looks cheap, and would be kept while it grows.
 */
const SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  ...byIndex,
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** Applies to the session. */
export const planOnce: string = settings('set');
/** Applies until the transaction ends. */
export const planOnceLocally: string = settings('set local');

function settings(set: string): string {
  return Object.entries(SETTINGS)
    .map(([name, value]) => `${set} ${name} = ${value}`)
    .join('; ');
}
