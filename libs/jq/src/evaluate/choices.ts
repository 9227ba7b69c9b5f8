import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import type { Code, Env } from './code.ts';

/**
 * Every combination of one output of each code. The code that is evaluated first varies slowest. `then` gets the same array each
 * time, so it has to copy what it keeps.
 */
export function eachChoice(
  codes: readonly Code[],
  order: 'first to last' | 'last to first',
  run: Budget,
  env: Env | null,
  input: Json,
  then: (values: readonly Json[]) => void,
): void {
  const values: Json[] = new Array(codes.length).fill(null);
  const choose = (step: number): void => {
    const index = order === 'first to last' ? step : codes.length - 1 - step;
    const code = codes[index];
    if (code === undefined) {
      run.tick();
      then(values);
    } else {
      code.each(run, env, input, (value) => {
        values[index] = value;
        choose(step + 1);
      });
    }
  };
  choose(0);
}
