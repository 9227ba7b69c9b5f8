import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { callAsScript, isVariable } from '../../src/effect/script/call-as-script.ts';
import { noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { openStrangers } from '../conformance/strangers.ts';
import { tasks } from '../simulation.ts';

type Run = (input: { argv: string[]; env: object; stdin: string; named: object }) => Promise<Record<string, unknown>>;
const given = { argv: ['node', 'script.js', 'hello'], env: { foo: 'bar' }, stdin: 'from outside' };

/** The module as the sandbox loads it. */
async function run(code: string, named: Readonly<Record<string, unknown>> = {}) {
  const url = `data:text/javascript,${encodeURIComponent(callAsScript(code, Object.keys(named)))}`;
  const { default: script } = (await import(/* @vite-ignore */ url)) as { default: Run };
  return script({ ...given, named });
}

test('a script prints, reads its arguments, environment and standard input, as in Node', async () => {
  const code = `
    import { readFileSync } from 'node:fs';
    const [_, __, arg] = process.argv;
    console.log('arg >', arg, { a: 1 });
    console.log(process.env.foo, readFileSync(process.stdin.fd, 'utf8'));
    console.error('careful');`;
  expect(await run(code)).toEqual({
    code: 0,
    stdout: 'arg > hello {"a":1}\nbar from outside',
    stderr: 'careful',
    result: undefined,
  });
});

test('what a script returns comes along, and how it ends is told', async () => {
  expect(await run('return { isValid: true };')).toMatchObject({ code: 0, result: { isValid: true } });
  expect(await run('process.exit(3)')).toMatchObject({ code: 3, stderr: '' });
  expect(await run('throw new TypeError("no")')).toMatchObject({ code: 1, stderr: 'TypeError: no' });
  expect(await run('await null; readFileSync("/etc/passwd")')).toMatchObject({ code: 1 });
});

test('what a script writes to its streams stands as it was written, but for the last line break', async () => {
  const code = `
    process.stdout.write('a');
    process.stdout.write('b\\n');
    console.log([1, { big: 2n }], 3n, null, undefined);
    process.stdout.write('c\\n');
    process.stderr.write('half ');
    process.stderr.write('a line');
    process.exitCode = 4;`;
  expect(await run(code)).toMatchObject({
    code: 4,
    stdout: 'ab\n[1,{"big":2}] 3n null undefined\nc',
    stderr: 'half a line',
  });
});

test.each([
  ['const a = { x: 1 }; a.self = a; console.log(a, [a.x]);', '{"x":1,"self":"[Circular]"} [1]'],
  ['const m = new Map(); m.set("me", m); console.log(m, new Set([1]));', '[["me","[Circular]"]] [1]'],
  ['const one = {}; console.log([one, one], { e: new Error("no") });', '[{},{}] {"e":"Error: no"}'],
  ['console.log({ big: 2n ** 64n, toString: null });', '{"big":"18446744073709551616n","toString":null}'],
  ['console.log({ toJSON() { throw 1; } });', '[object Object]'],
  [
    'console.log("%s is %d%%, %j", "it", 42, { a: 1 }, "more %s"); console.log("100%", "%s");',
    'it is 42%, {"a":1} more %s\n100% %s',
  ],
  [
    'console.group("all"); console.log("a\\nb"); console.groupEnd(); console.count(); console.log();',
    'all\n  a\n  b\ndefault: 1\n',
  ],
  ['console.time(); console.dir([1]); console.assert(true); console.timeEnd();', '[1]'],
])('the console prints what it is given: %s', async (code, stdout) => {
  expect(await run(code)).toMatchObject({ code: 0, stdout, stderr: '' });
});

test.each([
  [
    [
      { a: 1, b: 'x' },
      { a: 2, c: true },
    ],
    undefined,
  ],
  [{ r: { a: 1 }, s: 2 }, undefined],
  [['p', 1], undefined],
  [[{ a: 1, b: 2 }], ['b']],
  [[], undefined],
])('a table is drawn as Node does: %j', async (rows, columns) => {
  const drawn = new PassThrough();
  new Console(drawn).table(rows, columns);
  const { stdout } = await run('console.table(rows, columns ?? undefined)', { rows, columns });
  expect(`${stdout}\n`).toBe(String(drawn.read()));
});

test.each([
  "process.stdin.setEncoding('utf8');\nlet all = '';\nprocess.stdin.on('data', (part) => { all += part; }).on('end', () => console.log(all));",
  'for await (const part of process.stdin) console.log(part);',
  "const fs = require('fs');\nconsole.log(fs.readFileSync(0, 'utf8'));",
  "const { readFileSync } = require('node:fs');\nconsole.log(readFileSync('/dev/stdin').toString());",
  "import fs from 'node:fs';\nimport process from 'process';\nconsole.log(fs.readFileSync(process.stdin.fd, 'utf8'));",
])('standard input is read as in Node: %s', async (code) => {
  expect(await run(code)).toMatchObject({ code: 0, stdout: 'from outside' });
});

test.each([
  '"use strict";\nreturn total;',
  '#!/usr/bin/env node\nreturn total;',
  'const { total: own } = { total };\n{ const total = own; return total; }',
  'const total = 5; return total;',
])('a script may begin as a file does, and has a scope of its own: %j', async (code) => {
  expect(await run(code, { total: 5 })).toMatchObject({ code: 0, result: 5 });
});

test('there are no other modules', async () => {
  expect(await run("require('node:net')")).toMatchObject({
    code: 1,
    stderr: 'Error: there is no module node:net here',
  });
});

test('arguments by name are variables of a script', async () => {
  const code = 'return { isValid: /^[^@]+@[^@]+$/.test(emailAddress) && process === undefined };';
  const checked = 'return { isValid: /^[^@]+@[^@]+$/.test(emailAddress) };';
  expect(await run(checked, { emailAddress: 'ada@a.example' })).toMatchObject({ code: 0, result: { isValid: true } });
  expect(await run(code, { emailAddress: 'ada', process: undefined })).toMatchObject({ result: { isValid: false } });
});

test.each(['a-b', 'return', '1a', 'a, b', 'arguments', ''])('%j is no name of a variable', (name) => {
  expect(isVariable(name)).toBe(false);
});

/** The end of a script that the sandbox refuses for this reason. */
function refused(reason: string, returned: string) {
  const error = new MeshError('plugin-function-failed', 'the function failed: SyntaxError: no', { extra: { reason } });
  return ended({ error: error.toShape() }, returned);
}

/** The end of a script of which the sandbox says this. */
async function ended(answer: object, returned: string) {
  const batches = { ask: async () => answer };
  const bus = { connected: true, tokens: { sign: async () => '' }, batches } as unknown as Bus;
  await using strangers = await openStrangers(() => undefined);
  const yaml = tasks(`  - script: {run: {script: {language: js, code: 'const'}, return: ${returned}}}`);
  const { egress } = strangers;
  return (await runDocument(yaml, {}, { bus, egress, children: noChildren, outside: noOutside })).end;
}

test.each([[null], [0], [false], ['']])('%j that a script returns wins over what it prints', async (result) => {
  const output = { code: 0, stdout: 'printed', stderr: '', result };
  expect(await ended({ output: { output, durationMs: 1 } }, 'stdout')).toEqual({ status: 'completed', output: result });
});

test.each([
  ['code', 1],
  ['stderr', 'SyntaxError: no'],
  ['all', { code: 1, stdout: '', stderr: 'SyntaxError: no' }],
])('what is no code ends with 1, and returns its %s', async (returned, output) => {
  expect(await refused('error', returned)).toEqual({ status: 'completed', output });
});

test('what is no code fails its task where nobody asks how it ended, as does what takes too much', async () => {
  const detail = 'the script ended with 1: SyntaxError: no';
  expect(await refused('error', 'stdout')).toMatchObject({ status: 'faulted', error: { status: 500, detail } });
  expect(await refused('timeout', 'all')).toMatchObject({ status: 'faulted', error: { status: 422 } });
});

test.each(['error', 'timeout', 'memory'])(
  'how a script ends that nobody waits for (%s) is not how its task ends',
  async (reason) => {
    expect(await refused(reason, 'stdout, await: false')).toEqual({ status: 'completed', output: {} });
  },
);

test('a script that exits with a status fails its task, unless nobody waits for it', async () => {
  const answer = { output: { output: { code: 3, stdout: '', stderr: '' }, durationMs: 1 } };
  expect(await ended(answer, 'stdout')).toMatchObject({ status: 'faulted' });
  expect(await ended(answer, 'stdout, await: false')).toEqual({ status: 'completed', output: {} });
});

test('a script that nobody waits for and that could not be run fails its task', async () => {
  const error = new MeshError('payload-too-large', 'the script is too long').toShape();
  expect(await ended({ error }, 'stdout, await: false')).toMatchObject({ status: 'faulted' });
});
