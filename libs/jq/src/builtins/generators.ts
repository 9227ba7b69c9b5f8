import type { Budget } from '../budget.ts';
import { type Code, type Paths, single, stream } from '../evaluate/code.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { isTrue, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import type { Natives } from './native.ts';

const nothing = () => {};

/** Builtins that control the number of outputs. */
export const generatorNatives: Natives = {
  'empty/0': () => stream(nothing, nothing),
  'select/1': ([condition]) => select(condition as Code),
  'map/1': ([code]) => mapOver(code as Code),
  'range/1': ([upTo]) =>
    range(
      single(() => 0),
      upTo as Code,
      single(() => 1),
    ),
  'range/2': ([from, upTo]) =>
    range(
      from as Code,
      upTo as Code,
      single(() => 1),
    ),
  'range/3': ([from, upTo, by]) => range(from as Code, upTo as Code, by as Code),
};

function select(condition: Code): Code {
  const paths: Paths = (run, env, path, input, emit) => {
    run.tick();
    condition.each(run, env, input, (value) => {
      if (isTrue(value)) emit(path, input);
    });
  };
  const { one } = condition;
  if (one !== null)
    return stream((run, env, input, emit) => {
      run.tick();
      if (isTrue(one(run, env, input))) emit(input);
    }, paths);
  return stream((run, env, input, emit) => {
    run.tick();
    condition.each(run, env, input, (value) => {
      if (isTrue(value)) emit(input);
    });
  }, paths);
}

export function mapOver(code: Code): Code {
  const { one } = code;
  return single((run, env, input) => {
    const items: Json[] = [];
    const push = (item: Json): void => {
      run.take(8);
      items.push(item);
    };
    run.take(16);
    if (one === null) eachOf(run, input, (item) => code.each(run, env, item, push));
    else eachOf(run, input, (item) => push(one(run, env, item)));
    return items;
  });
}

function range(from: Code, upTo: Code, by: Code): Code {
  return stream((run, env, input, emit) =>
    from.each(run, env, input, (start) =>
      upTo.each(run, env, input, (end) => by.each(run, env, input, (step) => count(run, start, end, step, emit))),
    ),
  );
}

function count(run: Budget, start: Json, end: Json, step: Json, emit: (value: Json) => void): void {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number')
    raise('Range bounds must be numeric');
  for (let at = start; step > 0 ? at < end : step < 0 && at > end; at += step) {
    run.tick();
    emit(at);
  }
}
