import { expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import type { Json } from '../src/json.ts';
import { ample } from './limits.ts';

const run = (source: string, input: Json = {}) => compile(source).run(input, {}, ample);
const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

test('what objects inherit is not there', () => {
  for (const name of inherited) {
    expect(run(`.${name}, .["${name}"], has("${name}"), (. as {"${name}": $x} | $x)`), name).toEqual([
      null,
      null,
      false,
      null,
    ]);
    expect(
      run(`"${name}" as $k | .[$k], getpath([$k]), contains({($k): null}), ([{($k): 1}] | add | keys)`),
      name,
    ).toEqual([null, null, false, [name]]);
  }
});

test('such keys are data like any other', () => {
  for (const name of inherited) {
    const made = `{("${name}"): 1}`;
    for (const source of [
      made,
      `{"${name}": 1}`,
      `.["${name}"] = 1`,
      `setpath(["${name}"]; 1)`,
      `[{key: "${name}", value: 1}] | from_entries`,
      `{} * ${made}`,
      `{} + ${made}`,
      `${made} | with_entries(.)`,
      `${made} | map_values(.)`,
      `${made} | walk(.)`,
      `${made} | tojson | fromjson`,
      `[${made}, {}, {}] | add`,
    ]) {
      const [object] = run(source) as [Record<string, Json>];
      expect(Object.entries(object), source).toEqual([[name, 1]]);
      expect(Object.getPrototypeOf(object), source).toBe(Object.prototype);
    }
  }
});

test('nothing reaches the prototype of all objects', () => {
  run(
    '.["__proto__"]["polluted"] = 1 | .__proto__.polluted |= 2 | {"__proto__": {polluted: 3}} * {"__proto__": {more: 4}}',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('bindings are looked up by their own names', () => {
  expect(compile('$constructor', { variables: ['constructor'] }).run(null, {}, ample)).toEqual([null]);
  expect(() => compile('constructor')).toThrow('constructor/0 is not defined');
  expect(() => compile('@constructor')).toThrow('constructor is not a valid format');
});
