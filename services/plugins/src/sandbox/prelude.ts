/**
 * Runs in the sandbox before the plugin. It gives the plugin a console, and us functions that use the original intrinsics. The
 * plugin may change them afterwards, which harms only itself.
 */
export const PRELUDE = `(log, lineLength) => {
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
  const { join, map } = Array.prototype;
  const { slice } = String.prototype;
  const { toString } = Object.prototype;
  const ErrorOf = Error;
  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof ErrorOf) return value.name + ': ' + value.message;
    try {
      const text = typeof value === 'object' && value !== null ? stringify(value) : undefined;
      return text === undefined ? String(value) : text;
    } catch {
      return apply(toString, value, []); // it holds itself, a BigInt, or a getter that throws
    }
  };
  const write = (...values) => log(apply(slice, apply(join, apply(map, values, [show]), [' ']), [0, lineLength]));
  globalThis.console = { log: write, debug: write, info: write, warn: write, error: write };
  return {
    invoke: async (work, text) => await work(parse(text)),
    describe: (error) => apply(slice, show(error), [0, 1000]),
    textOf: (value) => stringify(value === undefined ? null : value),
  };
}`;
