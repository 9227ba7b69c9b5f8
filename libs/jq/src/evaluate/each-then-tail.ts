import type { Json } from '../json.ts';
import { type Code, type Env, type Paths, stream, withTail } from './code.ts';

/**
 * `body` for every output of `source`, the last one as a tail call. Which one is the last is known when `source` has
 * ended, so each output waits for the next; an error of `source` comes after the output that waited. For a body without
 * loops nothing has to wait.
 */
export function eachThenTail(
  source: Code,
  bound: (env: Env | null, value: Json, input: Json) => { env: Env | null; input: Json },
  body: Code,
  paths: Paths,
): Code {
  if (!body.loops)
    return stream((run, env, input, emit) => {
      source.each(run, env, input, (value) => {
        const next = bound(env, value, input);
        body.each(run, next.env, next.input, emit);
      });
    }, paths);
  return withTail(
    (run, env, input, emit) => {
      let waiting: { env: Env | null; input: Json } | undefined;
      let inBody = false;
      const flush = () => {
        if (waiting === undefined) return;
        const { env: inner, input: value } = waiting;
        waiting = undefined;
        inBody = true;
        body.each(run, inner, value, emit);
        inBody = false;
      };
      try {
        source.each(run, env, input, (value) => {
          flush();
          waiting = bound(env, value, input);
        });
      } catch (error) {
        if (!inBody && !(error instanceof Error)) flush();
        throw error;
      }
      return waiting === undefined ? null : body.tail(run, waiting.env, waiting.input, emit);
    },
    paths,
    true,
  );
}
