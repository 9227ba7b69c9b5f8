import fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { expect, test } from 'vitest';
import { filterSql } from '../src/filter/filter-sql.ts';
import { parseFilter } from '../src/filter/parse-filter.ts';

const compiler = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const compiled = (filter: unknown) => filterSql(parseFilter(filter)).compile(compiler);

test('fields and values are parameters', () => {
  const { sql, parameters } = compiled({ lang: "'; drop table point; --" });
  expect(sql).toBe('coalesce((metadata -> $1::text) @> $2::jsonb, false)');
  expect(parameters).toEqual(['lang', `"'; drop table point; --"`]);
});

test('nothing that a caller writes becomes SQL text', () => {
  const field = fc.stringMatching(/^[a-z0-9_]{8,20}$/).map((name) => `zz${name}`);
  const value = fc.string({ minLength: 6, unit: 'grapheme-ascii' }).map((text) => `yy${text}yy`);
  const operator = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
  fc.assert(
    fc.property(field, operator, value, (name, op, text) => {
      const { sql } = compiled({ $or: [{ [name]: { [op]: text } }, { [name]: { $in: [text] } }] });
      expect(sql).not.toContain(name);
      expect(sql).not.toContain(text);
    }),
  );
});

test('an empty $in holds for nothing', () => {
  expect(compiled({ a: { $in: [] } }).sql).toBe('false');
});
