import type { Failure } from '@mesh/contracts/plugin-shapes';
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { LogLines } from './log-lines.ts';
import type { Interpreter } from './open-interpreter.ts';
import { PRELUDE } from './prelude.ts';
import { LOG_CHARACTERS } from './sandbox-messages.ts';

const STACK_BYTES = 256 * 1024;
const UNTOLD = 'it threw what cannot be told';

type Code = { source: string; file: string; input: string; deadline: number };
type Ran = { logs: string[] } & ({ text: string | undefined } | { reason: Failure; message: string });

/**
 * Runs the default export of a module on `input` (JSON text) and returns its result as JSON text. Throws only if the interpreter
 * itself fails.
 */
export function runInQuickjs({ quickjs, isExhausted }: Interpreter, { source, file, input, deadline }: Code): Ran {
  const runtime = quickjs.newRuntime({ maxStackSizeBytes: STACK_BYTES });
  let late = false;
  let importing: string | undefined;
  runtime.setInterruptHandler(() => {
    late ||= performance.now() > deadline;
    return late;
  });
  runtime.setModuleLoader((name) => {
    importing = name.slice(0, 200);
    return { error: new Error(`nothing can be imported: put ${importing} into the file itself`) };
  });
  const context = runtime.newContext();
  const lines = new LogLines(LOG_CHARACTERS);
  const log = context.newFunction('log', (line) => lines.add(context.getString(line)));

  const began = context.evalCode(PRELUDE, 'prelude.js');
  const prelude = context.unwrapResult(
    context.callFunction(context.unwrapResult(began), context.undefined, log, context.newNumber(LOG_CHARACTERS)),
  );
  const failed = (error: QuickJSHandle | undefined, otherwise: Failure, message = 'it failed'): Ran => {
    const told = error ? describe(context, prelude, error) : message;
    if (late) return { reason: 'timeout', message: 'it took too long', logs: lines.all };
    if (/^InternalError: out of memory/.test(told) || (isExhausted() && (told === 'null' || told === UNTOLD)))
      return { reason: 'memory', message: 'it used too much memory', logs: lines.all };
    return { reason: importing === undefined ? otherwise : 'denied', message: told, logs: lines.all };
  };

  const module = context.evalCode(source, file, { type: 'module', strict: true });
  if (module.error) return failed(module.error, 'error');
  const loaded = settled(context, module.value);
  if (!('value' in loaded)) return failed(loaded.error, 'error', 'the file of the function never finishes loading');
  const work = context.getProp(loaded.value, 'default');
  if (context.typeof(work) !== 'function') return failed(undefined, 'error', `${file} exports no default function`);

  const called = context.callFunction(
    context.getProp(prelude, 'invoke'),
    context.undefined,
    work,
    context.newString(input),
  );
  if (called.error) return failed(called.error, 'error');
  const answered = settled(context, called.value);
  if (!('value' in answered)) return failed(answered.error, 'error', 'the function never settles');
  const text = context.callFunction(context.getProp(prelude, 'textOf'), context.undefined, answered.value);
  if (text.error) return failed(text.error, 'output');
  return { text: context.typeof(text.value) === 'string' ? context.getString(text.value) : undefined, logs: lines.all };
}

/** Runs pending jobs until the promise settles. Returns neither value nor error if no job is left that could settle it. */
function settled(
  context: QuickJSContext,
  promise: QuickJSHandle,
): { value: QuickJSHandle } | { error?: QuickJSHandle } {
  for (;;) {
    const state = context.getPromiseState(promise);
    if (state.type === 'fulfilled') return { value: state.value };
    if (state.type === 'rejected') return { error: state.error };
    if (!context.runtime.hasPendingJob()) return {};
    const jobs = context.runtime.executePendingJobs(1);
    if (jobs.error) return { error: jobs.error };
  }
}

function describe(context: QuickJSContext, prelude: QuickJSHandle, error: QuickJSHandle): string {
  const told = context.callFunction(context.getProp(prelude, 'describe'), context.undefined, error);
  return told.error ? UNTOLD : context.getString(told.value);
}
