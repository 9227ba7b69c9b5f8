import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import { eachChoice } from './choices.ts';
import { type Closure, type Code, type Env, outer } from './code.ts';
import type { Func } from './scope.ts';

/** Memory of one binding: an environment and a closure in it. */
const BINDING_BYTES = 64;

/** The environment of a called function's body, for every combination of the values of its `$` parameters. */
export type Frames = {
  readonly each: (run: Budget, env: Env | null, input: Json, then: (frame: Env | null) => void) => void;
  /** The same if there is always exactly one combination. */
  readonly one: ((run: Budget, env: Env | null, input: Json) => Env | null) | null;
};

/** For a call of a function that is defined `hops` levels further out. */
export function framesOf({ bound }: Func, args: readonly Code[], hops: number | 'sees nothing'): Frames {
  const argsOf = (wanted: string) => bound.flatMap(({ kind, index }) => (kind === wanted ? (args[index] ?? []) : []));
  const [closures, values] = [argsOf('closure'), argsOf('variable')];
  const bindClosures = (run: Budget, env: Env | null): Env | null => {
    let frame = hops === 'sees nothing' ? null : outer(env, hops);
    run.take(BINDING_BYTES * bound.length);
    for (const code of closures) frame = { value: { code, env } satisfies Closure, up: frame };
    return frame;
  };
  const ones = values.flatMap(({ one }) => one ?? []);
  return {
    each: (run, env, input, then) =>
      eachChoice(values, 'first to last', run, env, input, (choice) =>
        then(choice.reduce<Env | null>((up, value) => ({ value, up }), bindClosures(run, env))),
      ),
    one:
      ones.length < values.length
        ? null
        : (run, env, input) => {
            let frame = bindClosures(run, env);
            for (const one of ones) frame = { value: one(run, env, input), up: frame };
            return frame;
          },
  };
}
