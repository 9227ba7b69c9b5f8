import { type RawBuilder, sql } from 'kysely';
import type { Comparison, Condition, Scalar } from './condition.ts';

type Sql = RawBuilder<boolean>;

const operators: Record<Comparison, RawBuilder<unknown>> = {
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

/** The condition as SQL over `metadata`. All fields and values are parameters. It is never null. */
export function filterSql(condition: Condition): Sql {
  switch (condition.kind) {
    case 'equals':
      return coalesced(sql`${fieldSql(condition.field)} @> ${jsonSql(condition.value)}`);
    case 'in':
      if (condition.values.length === 0) return sql<boolean>`false`;
      return coalesced(sql`${fieldSql(condition.field)} @> any(array[${sql.join(condition.values.map(jsonSql))}])`);
    case 'compare':
      return compareSql(condition.field, condition.comparison, condition.value);
    case 'exists':
      return sql<boolean>`metadata ? ${condition.field}::text`;
    case 'all':
      return joined(condition.conditions, sql` and `, sql<boolean>`true`);
    case 'any':
      return joined(condition.conditions, sql` or `, sql<boolean>`false`);
    case 'not':
      return sql<boolean>`not ${filterSql(condition.condition)}`;
  }
}

/** Values compare with values of the same kind: numbers by size, strings by code point. */
function compareSql(field: string, comparison: Comparison, value: string | number): Sql {
  const operator = operators[comparison];
  const kind = typeof value === 'number' ? 'number' : 'string';
  const sides =
    typeof value === 'number'
      ? sql`${fieldSql(field)} ${operator} ${jsonSql(value)}`
      : sql`(metadata ->> ${field}::text) collate "C" ${operator} ${value}::text`;
  return coalesced(sql`jsonb_typeof(${fieldSql(field)}) = ${kind} and ${sides}`);
}

function joined(conditions: readonly Condition[], separator: RawBuilder<unknown>, none: Sql): Sql {
  return conditions.length === 0 ? none : sql<boolean>`(${sql.join(conditions.map(filterSql), separator)})`;
}

function fieldSql(field: string) {
  return sql`(metadata -> ${field}::text)`;
}

function jsonSql(value: Scalar) {
  return sql`${JSON.stringify(value)}::jsonb`;
}

function coalesced(inner: RawBuilder<unknown>): Sql {
  return sql<boolean>`coalesce(${inner}, false)`;
}
