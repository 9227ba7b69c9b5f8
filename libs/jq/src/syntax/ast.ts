import type { Json } from '../json.ts';

export type Binary = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Update = '=' | '|=' | '//=' | '+=' | '-=' | '*=' | '/=' | '%=';

/** `at` is the offset of what an error about the node should point to. */
export type Ast =
  | { type: 'identity' }
  | { type: 'literal'; value: Json }
  | { type: 'text'; format: string; parts: (string | Ast)[]; at: number }
  | { type: 'format'; format: string; at: number }
  | { type: 'index'; target: Ast; key: Ast; optional: boolean }
  | { type: 'slice'; target: Ast; from: Ast | null; to: Ast | null; optional: boolean }
  | { type: 'iterate'; target: Ast; optional: boolean }
  | { type: 'array'; body: Ast | null }
  | { type: 'object'; entries: Entry[] }
  | { type: 'variable'; name: string; at: number }
  | { type: 'call'; name: string; args: Ast[]; at: number }
  | { type: 'pipe'; left: Ast; right: Ast }
  | { type: 'comma'; items: Ast[] }
  | { type: 'binary'; operator: Binary; left: Ast; right: Ast }
  | { type: 'and' | 'or' | 'alternative'; left: Ast; right: Ast }
  | { type: 'update'; operator: Update; target: Ast; value: Ast }
  | { type: 'negate'; body: Ast }
  | { type: 'if'; condition: Ast; yes: Ast; no: Ast }
  | { type: 'try'; body: Ast; handler: Ast | null }
  | { type: 'as'; source: Ast; patterns: Pattern[]; body: Ast }
  | { type: 'reduce'; source: Ast; patterns: Pattern[]; start: Ast; update: Ast }
  | { type: 'foreach'; source: Ast; patterns: Pattern[]; start: Ast; update: Ast; extract: Ast }
  | { type: 'label'; name: string; body: Ast }
  | { type: 'break'; name: string; at: number }
  | { type: 'define'; definitions: Definition[]; body: Ast };

export type Entry = { key: Ast; value: Ast };

/** `by` is `value` for `def f($name)`, whose argument is also callable as `name`. */
export type Parameter = { name: string; by: 'closure' | 'value' };
export type Definition = { name: string; parameters: Parameter[]; body: Ast; at: number };

export type Pattern =
  | { type: 'name'; name: string }
  | { type: 'array'; items: Pattern[] }
  | { type: 'object'; entries: { key: Ast; name: string | null; pattern: Pattern | null }[] };
