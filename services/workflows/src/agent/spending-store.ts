import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Usage } from '../effect/llm/usage.ts';

type Period = 'day' | 'month';
/** What a workspace may spend on models in a period, and what it has spent. */
export type BudgetUse = {
  readonly period: Period;
  readonly since: Date;
  readonly tokens: number | null;
  readonly cost: number | null;
  readonly usedTokens: number;
  readonly usedCost: number;
};
type NewBudget = { readonly period: Period; readonly tokens: number | null; readonly cost: number | null };

/** Rounds as the cost of a turn is: sums of doubles, also in older rows, have digits that nobody spent. */
function toBillionths(cost: RawBuilder<unknown>) {
  return sql`round((${cost})::numeric, 9)::float8`;
}

/** Days and months are in UTC, by the database's clock. A workspace without a budget has an unlimited one. */
export async function budgetUse(trx: Trx, workspaceId: string): Promise<BudgetUse> {
  const { rows } = await sql<BudgetUse>`
    with budget as (
      select b.period, b.tokens, b.cost from model_budget b where b.workspace_id = ${workspaceId}
      union all select 'month', null, null
        where not exists (select from model_budget b where b.workspace_id = ${workspaceId})),
    since as (select date_trunc(period, now() at time zone 'utc') as since from budget)
    select budget.period, budget.tokens::float8 as tokens, budget.cost, since.since at time zone 'utc' as since,
      coalesce(sum(u.input_tokens + u.output_tokens), 0)::float8 as used_tokens, ${toBillionths(sql`coalesce(sum(u.cost), 0)`)} as used_cost
    from budget cross join since
      left join model_usage u on u.workspace_id = ${workspaceId} and u.day >= since.since::date
    group by 1, 2, 3, 4`.execute(trx);
  const [use] = rows;
  if (!use) throw new Error('a workspace has one budget');
  return use;
}

export async function setBudget(trx: Trx, workspaceId: string, budget: NewBudget): Promise<void> {
  await trx
    .insertInto('modelBudget')
    .values({ workspaceId, ...budget })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(budget))
    .execute();
}

export async function addUsage(trx: Trx, workspaceId: string, model: string, usage: Usage): Promise<void> {
  const { inputTokens, outputTokens, cost } = usage;
  await sql`
    insert into model_usage as u (workspace_id, day, model, turns, input_tokens, output_tokens, cost)
    values (${workspaceId}, (now() at time zone 'utc')::date, ${model}, 1, ${inputTokens}, ${outputTokens}, ${cost})
    on conflict (workspace_id, day, model) do update set turns = u.turns + 1,
      input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens,
      cost = ${toBillionths(sql`u.cost + excluded.cost`)}`.execute(trx);
}

type UsageRow = {
  readonly day: string;
  readonly model: string;
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
};

/** Usage by day and model, newest first. */
export async function usageBetween(trx: Trx, from: string, to: string): Promise<UsageRow[]> {
  const { rows } = await sql<UsageRow>`
    select day::text as day, model, turns::float8 as turns, input_tokens::float8 as input_tokens,
      output_tokens::float8 as output_tokens, ${toBillionths(sql`cost`)} as cost
    from model_usage where day between ${from}::date and ${to}::date order by day desc, model`.execute(trx);
  return rows;
}
