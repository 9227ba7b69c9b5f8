import type { Budget } from '../budget.ts';
import { eachChoice } from '../evaluate/choices.ts';
import { type Code, type One, single, stream } from '../evaluate/code.ts';
import type { Json } from '../json.ts';

/** Compiles a call from the code of its arguments. */
export type Native = (args: readonly Code[]) => Code;

export type Natives = Readonly<Record<string, Native>>;

/** A builtin that depends on its input only. */
export function onInput(apply: (run: Budget, input: Json) => Json): Native {
  const code = single((run, _env, input) => {
    run.tick();
    return apply(run, input);
  });
  return () => code;
}

/** A builtin on values, run for every combination of its arguments' outputs; the last argument varies slowest. */
export function onValues(apply: (run: Budget, input: Json, ...args: Json[]) => Json): Native {
  return (args) => {
    const ones = args.flatMap(({ one }) => one ?? []);
    if (ones.length === args.length) return single(applied(apply, ones));
    return stream((run, env, input, emit) =>
      eachChoice(args, 'last to first', run, env, input, (values) => emit(apply(run, input, ...values))),
    );
  };
}

function applied(apply: (run: Budget, input: Json, ...args: Json[]) => Json, args: readonly One[]): One {
  const [first, second] = args;
  if (args.length === 1 && first !== undefined)
    return (run, env, input) => {
      run.tick();
      return apply(run, input, first(run, env, input));
    };
  if (args.length === 2 && first !== undefined && second !== undefined)
    return (run, env, input) => {
      run.tick();
      return apply(run, input, first(run, env, input), second(run, env, input));
    };
  return (run, env, input) => {
    run.tick();
    return apply(run, input, ...args.map((one) => one(run, env, input)));
  };
}
