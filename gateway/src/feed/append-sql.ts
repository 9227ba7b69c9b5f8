/** The rows that a statement appends; `places` is how far past the head of its feed a row ends. */
type Rows = {
  readonly table: 'feed' | 'feed_bundle';
  readonly name: 'name' | 'id';
  readonly places: 'row_number()' | 'sum(count)';
};

/**
 * SQL: the beginning of a statement that appends. `told` is its input; `fresh` is what of it the feed lacks, each once and at
 * most a day old; `numbered` adds the `seq`.
 */
export function numbering({ table, name, places }: Rows): string {
  return `fresh as (
  select distinct on (workspace_id, ${name}) * from told t
  where time > now() - interval '24 hours'
    and not exists (select from ${table} f where f.workspace_id = t.workspace_id and f.${name} = t.${name})
  order by workspace_id, ${name}, place
), numbered as (
  select f.*, h.seq + ${places} over (partition by f.workspace_id order by place) as seq
  from fresh f join feed_head h using (workspace_id)
)`;
}

/** SQL: the end of that statement. */
export const growing = `
update feed_head h set seq = n.seq
from (select workspace_id, max(seq) as seq from numbered group by workspace_id) n
where n.workspace_id = h.workspace_id
returning h.workspace_id, h.seq`;

/** SQL: whether an endpoint's `types` match this type, literally or by a prefix and `*`. */
export function isWanted(types: string, type: string): string {
  return `exists (select from unnest(${types}) as wanted
    where case when right(wanted, 1) = '*' then starts_with(${type}, left(wanted, -1)) else ${type} = wanted end)`;
}
