import { Lexer } from 'yaml';
import { DEEPEST } from './check-value.ts';

/** Bounds the memory and time that a parse takes. */
export type YamlBudget = { readonly tokens: number; readonly nodes: number };
/** 10,000 tasks of twenty fields each stay below it. */
export const USUAL_BUDGET: YamlBudget = { tokens: 1_500_000, nodes: 1_000_000 };

/** Why a text must not be parsed, since it would exhaust stack or time. Costs a pass over its tokens. */
export function exceedsBudget(text: string, most: YamlBudget): string | undefined {
  let tokens = 0;
  let brackets = 0;
  let indicators = 0; // levels that one line opens, as in `- - -`
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?') indicators += 1;
    else if (token === '\n' || token === '\r\n') indicators = 0;
    if (brackets + indicators > DEEPEST) return `expected at most ${DEEPEST} levels`;
    if (++tokens > most.tokens) return 'the document has too many parts: split it';
  }
  return undefined;
}
