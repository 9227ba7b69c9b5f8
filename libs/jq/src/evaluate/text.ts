import { type Formatter, formats } from '../values/formats.ts';
import { eachChoice } from './choices.ts';
import { type Code, type One, single, stream } from './code.ts';
import type { CompileNode, Compiler } from './compiler.ts';
import { mapped } from './operators.ts';

export const compileFormat: CompileNode<'format'> = ({ format, at }, _scope, { fail }) => {
  const formatter = formatterOf(format, at, fail);
  return single((run, _env, input) => {
    run.tick();
    return formatter(run, input);
  });
};

export const compileText: CompileNode<'text'> = ({ format, parts, at }, scope, { compile, fail }) => {
  const formatter = formatterOf(format, at, fail);
  const codes = parts.map((part) =>
    typeof part === 'string' ? single(() => part) : mapped(compile(part, scope), formatter),
  );
  const ones = codes.flatMap(({ one }) => one ?? []);
  return ones.length === codes.length ? single(concatenation(ones)) : concatenations(codes);
};

function formatterOf(format: string, at: number, fail: Compiler['fail']): Formatter {
  return (Object.hasOwn(formats, format) ? formats[format] : undefined) ?? fail(`${format} is not a valid format`, at);
}

function concatenation(parts: readonly One[]): One {
  return (run, env, input) => {
    let text = '';
    for (const part of parts) text += part(run, env, input);
    run.takeText(text.length);
    return text;
  };
}

/** One string for every combination of its parts; the first part varies fastest. */
function concatenations(parts: readonly Code[]): Code {
  return stream((run, env, input, emit) =>
    eachChoice(parts, 'last to first', run, env, input, (texts) => {
      const text = texts.join('');
      run.takeText(text.length);
      emit(text);
    }),
  );
}
