import { RE2JS } from 're2js';

/**
 * What ajv takes for a regular expression: RE2 runs in linear time, so that no pattern of a user's can stop the process. Ajv
 * tells one from another by its text.
 */
export function linearRegExp(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
}
linearRegExp.code = 'linearRegExp';
