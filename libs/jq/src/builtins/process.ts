import { stream } from '../evaluate/code.ts';
import { raise } from '../raised.ts';
import { type Natives, onInput, onValues } from './native.ts';

/** Builtins that would access the process: here they have no access. */
export const processNatives: Natives = {
  'error/0': onInput((_run, input) => raise(input)),
  'error/1': ([message]) =>
    stream((run, env, input, emit) => message?.each(run, env, input, (value) => emit(raise(value)))),
  'env/0': onInput(() => ({})),
  'now/0': onInput((run) => run.now / 1_000),
  'input/0': onInput(() => raise('break')),
  'debug/0': onInput((_run, input) => input),
  'stderr/0': onInput((_run, input) => input),
  'input_filename/0': onInput(() => null),
  'input_line_number/0': onInput(() => 0),
  'have_decnum/0': onInput(() => false),
  'have_literal_numbers/0': onInput(() => false),
  'halt/0': refused('halt'),
  'halt_error/0': refused('halt_error'),
  'halt_error/1': refused('halt_error'),
  'get_search_list/0': refused('get_search_list'),
  'modulemeta/0': refused('modulemeta'),
};

function refused(name: string) {
  return onValues(() => raise(`${name} is not available`));
}
