import type { Budget } from '../budget.ts';
import { isTrue, type Json } from '../json.ts';
import type { Binary } from '../syntax/ast.ts';
import { deletePaths } from '../values/delete.ts';
import { checkEnd, getPath, keysOf, rootPath } from '../values/path.ts';
import { type Owned, setPath } from '../values/set.ts';
import { type Code, type Env, type One, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { untilExit } from './escapes.ts';
import { operations } from './operators.ts';

export const compileUpdate: CompileNode<'update'> = ({ operator, target, value }, scope, { compile }) => {
  const [paths, right] = [compile(target, scope), compile(value, scope)];
  if (operator === '|=') return updated(paths, right);
  const change = operator === '=' ? setTo : operator === '//=' ? setMissing : withOperation(operator.slice(0, -1));
  const one = right.one;
  if (one !== null) return single((run, env, input) => modifyAll(run, env, input, paths, change(one(run, env, input))));
  return stream((run, env, input, emit) =>
    right.each(run, env, input, (operand) => emit(modifyAll(run, env, input, paths, change(operand)))),
  );
};

/** The new value for an old one; `undefined` deletes it. */
type Change = (run: Budget, value: Json) => Json | undefined;

const setTo =
  (operand: Json): Change =>
  () =>
    operand;

const setMissing =
  (operand: Json): Change =>
  (_run, value) =>
    isTrue(value) ? value : operand;

const withOperation = (operator: string) => {
  const operation = operations[operator as Binary];
  return (operand: Json): Change =>
    (run, value) =>
      operation(run, value, operand);
};

/** `target |= change`: the first output of the change, or deletion if it has none. */
export function updated(target: Code, change: Code): Code {
  return single((run, env, input) => modifyAll(run, env, input, target, firstOutput(change, env)));
}

function firstOutput(code: Code, env: Env | null): Change {
  const { one } = code;
  if (one !== null) return (run, value) => one(run, env, value);
  return (run, value) => {
    const { depth } = run;
    let found: Json | undefined;
    untilExit((exit) =>
      code.each(run, env, value, (output) => {
        found = output;
        throw exit;
      }),
    );
    run.depth = depth;
    return found;
  };
}

/** Changes what `target` points to, one path after the other; paths are those of the original input. */
function modifyAll(run: Budget, env: Env | null, input: Json, target: Code, change: Change): Json {
  let root = input;
  let owned: Owned = new Set();
  const doomed: Json[] = [];
  target.paths(run, env, rootPath(input), input, (path, value) => {
    run.tick();
    checkEnd(path, value);
    const keys = keysOf(run, path);
    const before = getPath(run, root, keys);
    if (owned.has(before)) owned = new Set();
    const after = change(run, before);
    if (after === undefined) doomed.push(keys);
    else root = setPath(run, root, keys, after, owned);
  });
  return doomed.length === 0 ? root : deletePaths(run, root, doomed);
}

/** `setpath`, `=` and others as one output of one input. */
export const pathsOf =
  (code: Code): One =>
  (run, env, input) => {
    const found: Json[] = [];
    code.paths(run, env, rootPath(input), input, (path, value) => {
      checkEnd(path, value);
      run.take(8);
      found.push(keysOf(run, path));
    });
    return found;
  };
