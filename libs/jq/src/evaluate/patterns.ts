import type { Budget } from '../budget.ts';
import { type Json, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import type { Pattern } from '../syntax/ast.ts';
import { preview } from '../values/describe.ts';
import { get } from '../values/get.ts';
import type { Code, Env } from './code.ts';
import type { Compiler } from './compiler.ts';
import { bind, type Scope } from './scope.ts';

/** Calls `then` with the environment that has the pattern's variables, once for each way to match. */
export type Binder = (run: Budget, env: Env | null, value: Json, then: (env: Env) => void) => void;

/** The patterns of `as`, `reduce` and `foreach`. */
export type Binding = {
  readonly scope: Scope;
  /** One for each pattern of `p1 ?// p2`. */
  readonly binders: readonly Binder[];
  /** Whether it is a plain `$name`. */
  readonly plain: boolean;
};

type Matcher = (run: Budget, env: Env | null, value: Json, slots: Json[], then: () => void) => void;

export function compilePatterns(patterns: readonly Pattern[], scope: Scope, compiler: Compiler): Binding {
  const names = [...new Set(patterns.flatMap(namesOf))];
  const inner = names.reduce((outer, name) => bind(outer, 'variable', name), scope);
  const [first] = patterns;
  const plain = patterns.length === 1 && first?.type === 'name';
  const binders = plain
    ? [bindPlain]
    : patterns.map((pattern) => binderOf(matcherOf(pattern, names, scope, compiler), names.length));
  return { scope: inner, binders, plain };
}

const bindPlain: Binder = (_run, env, value, then) => then({ value, up: env });

/** Variables of the other patterns are null. */
function binderOf(matcher: Matcher, count: number): Binder {
  return (run, env, value, then) => {
    const slots = new Array<Json>(count).fill(null);
    matcher(run, env, value, slots, () => {
      run.tick();
      then(slots.reduce<Env | null>((up, slot) => ({ value: slot, up }), env) as Env);
    });
  };
}

function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'name':
      return [pattern.name];
    case 'array':
      return pattern.items.flatMap(namesOf);
    default:
      return pattern.entries.flatMap(({ name, pattern: inner }) => [
        ...(name === null ? [] : [name]),
        ...(inner === null ? [] : namesOf(inner)),
      ]);
  }
}

function matcherOf(pattern: Pattern, names: readonly string[], scope: Scope, compiler: Compiler): Matcher {
  switch (pattern.type) {
    case 'name':
      return assign(names.indexOf(pattern.name));
    case 'array':
      return inTurn(
        pattern.items.map((item, index) => {
          const match = matcherOf(item, names, scope, compiler);
          return (run, env, value, slots, then) => match(run, env, get(run, value, index), slots, then);
        }),
      );
    default:
      return inTurn(
        pattern.entries.map(({ key, name, pattern: inner }) => {
          const matchers = [
            ...(name === null ? [] : [assign(names.indexOf(name))]),
            ...(inner === null ? [] : [matcherOf(inner, names, scope, compiler)]),
          ];
          return matchField(compiler.compile(key, scope), inTurn(matchers));
        }),
      );
  }
}

function assign(slot: number): Matcher {
  return (_run, _env, value, slots, then) => {
    slots[slot] = value;
    then();
  };
}

function matchField(key: Code, match: Matcher): Matcher {
  return (run, env, value, slots, then) =>
    key.each(run, env, value, (name) => {
      if (typeof name !== 'string') raise(`Cannot index ${kindOf(value)} with ${kindOf(name)} ${preview(name, 14)}`);
      match(run, env, get(run, value, name), slots, then);
    });
}

function inTurn(matchers: readonly Matcher[]): Matcher {
  const [first] = matchers;
  if (matchers.length === 1 && first !== undefined) return first;
  return (run, env, value, slots, then) => {
    const next = (index: number): void => {
      const matcher = matchers[index];
      if (matcher === undefined) then();
      else matcher(run, env, value, slots, () => next(index + 1));
    };
    next(0);
  };
}
