import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { Raised, raise } from '../raised.ts';
import type { Ast } from '../syntax/ast.ts';
import { described, preview } from '../values/describe.ts';
import { field, get } from '../values/get.ts';
import { checkStep, type Path } from '../values/path.ts';
import { type Code, type EmitPath, type One, type Paths, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';

export const compileIndex: CompileNode<'index'> = ({ target, key, optional }, scope, { compile }) =>
  indexed(compile(target, scope), compile(key, scope), optional, key);

export const compileSlice: CompileNode<'slice'> = ({ target, from, to, optional }, scope, { compile }) => {
  const key: Ast = { type: 'object', entries: [bound('start', from), bound('end', to)] };
  return indexed(compile(target, scope), compile(key, scope), optional, key);
};

const bound = (key: string, value: Ast | null) => ({
  key: { type: 'literal' as const, value: key },
  value: value ?? { type: 'literal' as const, value: null },
});

/** Evaluates the key first, and for each key the target. */
function indexed(target: Code, key: Code, optional: boolean, keyNode: Ast): Code {
  const paths: Paths = (run, env, path, input, emit) =>
    key.each(run, env, input, (name) =>
      target.paths(run, env, path, input, (inner, value) => step(run, inner, value, name, optional, emit)),
    );
  const [targetOne, keyOne] = [target.one, key.one];
  if (targetOne === null || keyOne === null || optional) {
    return stream(
      (run, env, input, emit) =>
        key.each(run, env, input, (name) =>
          target.each(run, env, input, (value) => {
            run.tick();
            if (!optional) emit(get(run, value, name));
            else emitIfThere(run, value, name, emit);
          }),
        ),
      paths,
    );
  }
  if (keyNode.type === 'literal') return { ...single(constantStep(targetOne, keyNode.value)), paths };
  return {
    ...single((run, env, input) => {
      run.tick();
      const name = keyOne(run, env, input);
      return get(run, targetOne(run, env, input), name);
    }),
    paths,
  };
}

/** `.name` and `[0]`, the most frequent steps. */
function constantStep(target: One, key: Json): One {
  if (typeof key === 'string')
    return (run, env, input) => {
      run.tick();
      return field(target(run, env, input), key);
    };
  return (run, env, input) => {
    run.tick();
    return get(run, target(run, env, input), key);
  };
}

function step(run: Budget, path: Path, value: Json, key: Json, optional: boolean, emit: EmitPath): void {
  run.tick();
  run.take(24);
  checkStep(path, value, () => `access element ${preview(key, 14)} of`);
  if (!optional) {
    const found = get(run, value, key);
    emit({ up: path, key, at: found }, found);
  } else {
    emitIfThere(run, value, key, (found) => emit({ up: path, key, at: found }, found));
  }
}

function emitIfThere(run: Budget, value: Json, key: Json, emit: (found: Json) => void): void {
  let found: Json;
  try {
    found = get(run, value, key);
  } catch (error) {
    if (error instanceof Raised) return;
    throw error;
  }
  emit(found);
}

export const compileIterate: CompileNode<'iterate'> = ({ target, optional }, scope, { compile }) => {
  const code = compile(target, scope);
  const each = optional ? eachIn : eachOf;
  return stream(
    (run, env, input, emit) => code.each(run, env, input, (value) => void each(run, value, emit)),
    (run, env, path, input, emit) =>
      code.paths(run, env, path, input, (inner, value) => {
        checkStep(inner, value, () => 'iterate through');
        each(run, value, (item, key) => {
          run.take(24);
          emit({ up: inner, key, at: item }, item);
        });
      }),
  );
};

type EmitItem = (item: Json, key: Json) => void;

/** Every element or value, with its index or key. Raises an error for values without elements. */
export function eachOf(run: Budget, value: Json, emit: EmitItem): void {
  if (!eachIn(run, value, emit)) raise(`Cannot iterate over ${described(value)}`);
}

/** The same; returns false for values without elements. */
function eachIn(run: Budget, value: Json, emit: EmitItem): boolean {
  run.tick();
  if (isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      run.tick();
      emit(value[index] ?? null, index);
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      run.tick();
      emit(value[key] ?? null, key);
    }
  } else return false;
  return true;
}
