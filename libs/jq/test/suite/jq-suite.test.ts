import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { JqError, JqSyntaxError } from '../../src/jq-error.ts';
import type { Json } from '../../src/json.ts';
import { ample } from '../limits.ts';
import { exceptions } from './exceptions.ts';
import { normal, readLenient } from './lenient-json.ts';
import { type Case, readSuite } from './read-suite.ts';

/** The folder `tests` of jq's own sources at tag jq-1.7.1. */
const folder = process.env['JQ_SUITE'] ?? '';
const found = existsSync(`${folder}/jq.test`);
const files = ['jq.test', 'man.test', 'onig.test', 'manonig.test', 'base64.test', 'optional.test'];

if (!found)
  console.warn("SKIPPED: jq's own suite. Set JQ_SUITE to the folder `tests` of jq's sources at tag jq-1.7.1.");

describe("jq's own suite", () => {
  test.runIf(found)('is where JQ_SUITE says', () => {});
  for (const file of found ? files : []) {
    const cases = readSuite(`${folder}/${file}`);
    const known = new Set(Object.values(exceptions[file] ?? {}).flat());
    test(`${file}: ${cases.length - known.size} of ${cases.length} cases agree`, () => {
      const failed = cases.filter((one) => !agrees(one)).map(({ line }) => line);
      expect(failed).toEqual([...known].sort((a, b) => a - b));
    });
  }
});

function agrees({ program, input, outputs }: Case): boolean {
  if (outputs === null) return refused(program);
  try {
    const answers = outputsOf(program, readLenient(input) as Json);
    expect(answers.map(normal)).toEqual(outputs.map((text) => normal(readLenient(text))));
    return true;
  } catch {
    return false;
  }
}

/** Like jq's own runner: what came before an error counts. */
function outputsOf(program: string, input: Json): Json[] {
  const limits = { ...ample, operations: 50_000_000 };
  try {
    return compile(program).run(input, {}, limits);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return compile(`try (${program}\n) catch empty`).run(input, {}, limits);
  }
}

function refused(program: string): boolean {
  try {
    compile(program);
    return false;
  } catch (error) {
    return error instanceof JqSyntaxError;
  }
}
