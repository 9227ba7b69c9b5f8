import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { JqLimitError } from '../../src/jq-error.ts';
import type { Json } from '../../src/json.ts';
import { ample } from '../limits.ts';
import { normal } from '../suite/lenient-json.ts';
import { findJq } from './jq-program.ts';
import { inputs, programs } from './programs.ts';

const jq = findJq();

/** Where jq 1.6 differs from 1.7: errors that are null, `?` that catches too much, and some builtins. */
const changedSince16 = /\?|try|error|transpose|combinations|paths\(/;
const isOld = /^jq-1\.[56]/.test(jq?.version ?? '');
const seed = Number(process.env['JQ_SEED'] ?? 1);

if (jq === undefined)
  console.warn('SKIPPED: the comparison with the jq program. Install jq, or set JQ_PROGRAM to where it is.');

describe.runIf(jq !== undefined)(`beside ${jq?.version ?? 'jq'}`, () => {
  test('programs made at random answer the same', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(programs, inputs, (program, input) => {
        fc.pre(!isOld || !changedSince16.test(program));
        const source = `1 as $v | try (${program}) catch "error"`;
        const wanted = jq?.outputs(source, JSON.stringify(input));
        const found = outputsOf(source, input as Json);
        if (wanted === undefined || found === undefined) return;
        expect(found.map(normal)).toEqual(wanted.map((text) => normal(JSON.parse(text))));
      }),
      { numRuns: 300, seed },
    );
  });
});

/** Nothing when a limit is reached, which the program jq does not have. */
function outputsOf(source: string, input: Json): Json[] | undefined {
  try {
    return compile(source).run(input, {}, ample);
  } catch (error) {
    if (error instanceof JqLimitError) return undefined;
    throw error;
  }
}
