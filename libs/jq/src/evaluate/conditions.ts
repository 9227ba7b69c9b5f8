import { isTrue } from '../json.ts';
import { type Code, single, stream, withTail } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { eachThenTail } from './each-then-tail.ts';

export const compileIf: CompileNode<'if'> = ({ condition, yes, no }, scope, { compile }) =>
  choice(compile(condition, scope), compile(yes, scope), compile(no, scope));

function choice(condition: Code, yes: Code, no: Code): Code {
  const paths: Code['paths'] = (run, env, path, input, emit) =>
    condition.each(run, env, input, (value) => (isTrue(value) ? yes : no).paths(run, env, path, input, emit));
  const test = condition.one;
  if (test === null)
    return eachThenTail(
      condition,
      (env, value, input) => ({ code: isTrue(value) ? yes : no, env, input }),
      yes.loops || no.loops,
      paths,
    );
  const [first, second] = [yes.one, no.one];
  if (first !== null && second !== null)
    return {
      ...single((run, env, input) => {
        run.tick();
        return isTrue(test(run, env, input)) ? first(run, env, input) : second(run, env, input);
      }),
      paths,
    };
  return withTail(
    (run, env, input, emit) => {
      run.tick();
      return (isTrue(test(run, env, input)) ? yes : no).tail(run, env, input, emit);
    },
    paths,
    yes.loops || no.loops,
  );
}

export const compileAnd: CompileNode<'and'> = ({ left, right }, scope, { compile }) =>
  shortCircuit(compile(left, scope), compile(right, scope), false);

export const compileOr: CompileNode<'or'> = ({ left, right }, scope, { compile }) =>
  shortCircuit(compile(left, scope), compile(right, scope), true);

/** The right side is evaluated only if the left is not already the `answer`. */
function shortCircuit(left: Code, right: Code, answer: boolean): Code {
  const [first, second] = [left.one, right.one];
  if (first !== null && second !== null)
    return single((run, env, input) => {
      run.tick();
      return isTrue(first(run, env, input)) === answer ? answer : isTrue(second(run, env, input));
    });
  return stream((run, env, input, emit) =>
    left.each(run, env, input, (value) => {
      run.tick();
      if (isTrue(value) === answer) emit(answer);
      else right.each(run, env, input, (other) => emit(isTrue(other)));
    }),
  );
}

export const compileAlternative: CompileNode<'alternative'> = ({ left, right }, scope, { compile }) =>
  alternative(compile(left, scope), compile(right, scope));

/** `left // right`: the true outputs of `left`, or `right` if there are none. */
function alternative(left: Code, right: Code): Code {
  const paths: Code['paths'] = (run, env, path, input, emit) => {
    let found = false;
    left.paths(run, env, path, input, (inner, value) => {
      if (!isTrue(value)) return;
      found = true;
      emit(inner, value);
    });
    if (!found) right.paths(run, env, path, input, emit);
  };
  const [first, second] = [left.one, right.one];
  if (first !== null && second !== null)
    return {
      ...single((run, env, input) => {
        run.tick();
        const value = first(run, env, input);
        return isTrue(value) ? value : second(run, env, input);
      }),
      paths,
    };
  return stream((run, env, input, emit) => {
    let found = false;
    left.each(run, env, input, (value) => {
      if (!isTrue(value)) return;
      found = true;
      emit(value);
    });
    if (!found) right.each(run, env, input, emit);
  }, paths);
}
