import type { Json } from '../json.ts';
import { raise } from '../raised.ts';
import { described } from '../values/describe.ts';
import { type MutableObject, put } from '../values/objects.ts';
import { eachChoice } from './choices.ts';
import { type Code, type One, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';

export const compileArray: CompileNode<'array'> = ({ body }, scope, { compile }) => {
  if (body === null) return single(() => []);
  const code = compile(body, scope);
  return single((run, env, input) => {
    run.take(16);
    const items: Json[] = [];
    code.each(run, env, input, (item) => {
      run.tick();
      run.take(8);
      items.push(item);
    });
    return items;
  });
};

type Field = { readonly key: Code; readonly value: Code };

export const compileObject: CompileNode<'object'> = ({ entries }, scope, { compile }) => {
  const fields = entries.map(({ key, value }) => ({ key: compile(key, scope), value: compile(value, scope) }));
  const names = entries.map(({ key }) => (key.type === 'literal' ? key.value : undefined));
  const values = fields.flatMap(({ value }) => value.one ?? []);
  if (values.length === fields.length && names.every((name) => typeof name === 'string'))
    return single(plainObject(names as string[], values));
  return objects(fields);
};

/** Constant names with one value each, as in most objects. */
function plainObject(names: readonly string[], values: readonly One[]): One {
  const bytes = 16 + 16 * names.length;
  return (run, env, input) => {
    run.tick();
    run.take(bytes);
    const object: MutableObject = {};
    for (let index = 0; index < names.length; index += 1)
      put(object, names[index] as string, (values[index] as One)(run, env, input));
    return object;
  };
}

/** One object for every combination of keys and values; the last field varies fastest. */
function objects(fields: readonly Field[]): Code {
  const codes = fields.flatMap(({ key, value }) => [key, value]);
  return stream((run, env, input, emit) =>
    eachChoice(codes, 'first to last', run, env, input, (choice) => {
      run.takeItems(choice.length);
      const object: MutableObject = {};
      for (let index = 0; index < choice.length; index += 2)
        put(object, nameOf(choice[index] ?? null), choice[index + 1] ?? null);
      emit(object);
    }),
  );
}

function nameOf(key: Json): string {
  return typeof key === 'string' ? key : raise(`Cannot use ${described(key)} as object key`);
}
