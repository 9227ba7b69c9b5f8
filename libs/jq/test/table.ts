import { expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { JqError } from '../src/jq-error.ts';
import type { Json } from '../src/json.ts';
import { ample } from './limits.ts';

/** A program, its input, and its outputs in order. */
export type Row = readonly [program: string, input: Json, ...outputs: Json[]];

export function rows(table: readonly Row[]): void {
  test.each(table.map(([program, input, ...outputs]) => ({ program, input, outputs })))(
    '$program of $input',
    ({ program, input, outputs }) => {
      expect(compile(program).run(input, {}, ample)).toEqual(outputs);
    },
  );
}

/** A program, its input, and the value of the error that it ends with. */
export function failures(table: readonly (readonly [program: string, input: Json, error: Json])[]): void {
  test.each(table.map(([program, input, value]) => ({ program, input, value })))(
    '$program of $input fails',
    ({ program, input, value }) => {
      expect(() => compile(program).run(input, {}, ample)).toThrow(JqError);
      expect(compile(`try (${program}) catch {error: .}`).run(input, {}, ample)).toContainEqual({ error: value });
    },
  );
}
