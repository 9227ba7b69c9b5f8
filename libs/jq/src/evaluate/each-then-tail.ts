import type { Json } from '../json.ts';
import { type Code, type Env, type Paths, stream, type Tail, withTail } from './code.ts';

/**
 * What follows every output of `source`, the last time as a tail call. Which output is the last is known when `source`
 * has ended, so each waits for the next; an error of `source` comes after the output that waited. Where nothing that
 * follows loops, nothing has to wait.
 */
export function eachThenTail(
  source: Code,
  next: (env: Env | null, value: Json, input: Json) => Tail,
  loops: boolean,
  paths: Paths,
): Code {
  if (!loops)
    return stream(
      (run, env, input, emit) =>
        source.each(run, env, input, (value) => {
          const { code, env: inner, input: from } = next(env, value, input);
          code.each(run, inner, from, emit);
        }),
      paths,
    );
  return withTail(
    (run, env, input, emit) => {
      let waiting: Tail | null = null;
      let inside = false;
      const flush = (): void => {
        if (waiting === null) return;
        const { code, env: inner, input: from } = waiting as Tail;
        waiting = null;
        inside = true;
        code.each(run, inner, from, emit);
        inside = false;
      };
      try {
        source.each(run, env, input, (value) => {
          flush();
          waiting = next(env, value, input);
        });
      } catch (error) {
        if (!inside && !(error instanceof Error)) flush();
        throw error;
      }
      const last = waiting as Tail | null;
      return last === null ? null : last.code.tail(run, last.env, last.input, emit);
    },
    paths,
    true,
  );
}
