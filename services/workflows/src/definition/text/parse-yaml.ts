import type { Fault } from '@mesh/contracts/mesh-error';
import { LineCounter, parseDocument } from 'yaml';
import { locateInYaml } from './locate-in-yaml.ts';
import type { ParsedText } from './parsed-text.ts';
import { exceedsBudget, USUAL_BUDGET, type YamlBudget } from './yaml-budget.ts';
import { yamlValue } from './yaml-value.ts';

/** Parses one YAML 1.2 document of the core schema, limited to what JSON can say and to the budget `most`. */
export function parseYaml(text: string, most: YamlBudget = USUAL_BUDGET): ParsedText {
  const nowhere = { value: undefined, locate: () => undefined };
  const excess = exceedsBudget(text, most);
  if (excess !== undefined) return { ...nowhere, faults: [{ pointer: '', message: excess }] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // checked with the values: here it takes quadratic time
    prettyErrors: false,
    lineCounter: lines,
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // After a first error the parser reports every following token as unexpected.
  const errors = document.errors.filter(({ code }, at) => at === 0 || code !== 'UNEXPECTED_TOKEN');
  const syntax = errors.map(({ code, message: told, pos: [at] }): Fault => {
    const message = code === 'MULTIPLE_DOCS' ? 'expected one document, and another begins here' : told;
    return { pointer: '', message, ...position(at) };
  });
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    syntax.push({ pointer: '', message: 'expected YAML 1.2', line: 1, column: 1 });
  }
  if (syntax.length > 0) return { ...nowhere, faults: syntax };
  const locate = (pointer: string) => {
    const offset = locateInYaml(document.contents, pointer);
    return offset === undefined ? undefined : position(offset);
  };
  return { ...yamlValue(document, most), locate };
}
