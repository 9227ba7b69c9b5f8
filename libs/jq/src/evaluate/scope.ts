import type { Definition } from '../syntax/ast.ts';
import type { Code } from './code.ts';

/** The names that are visible at a place of the source, innermost first, and how many values are bound there at run time. */
export type Scope = {
  readonly up: Scope | null;
  readonly entry: Entry;
  readonly depth: number;
};

export type Entry =
  | { kind: 'root'; free: FreeVariables | null }
  | { kind: 'variable' | 'closure' | 'label'; name: string }
  | { kind: 'function'; function: Func };

/** A definition that is being compiled. While it is `open`, a reference to it is a recursion. */
export type Func = {
  readonly definition: Definition;
  readonly bound: readonly Bound[];
  readonly depth: number;
  code: Code | null;
  single: boolean;
  open: boolean;
  recursive: boolean;
};

/** What a call binds for the argument number `index`. */
export type Bound = { readonly kind: 'closure' | 'variable'; readonly name: string; readonly index: number };

/** The variables that a program may use without binding them. */
export class FreeVariables {
  readonly used: string[] = [];
  readonly #allowed: ReadonlySet<string>;

  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  indexOf(name: string): number {
    if (!this.#allowed.has(name)) return -1;
    const index = this.used.indexOf(name);
    return index >= 0 ? index : this.used.push(name) - 1;
  }

  /** Suggests what an unknown name may have meant: the same name with another number of arguments. */
  like(name: string): string | undefined {
    return [`${name}s`, name.replace(/s$/, '')].find((other) => this.#allowed.has(other));
  }
}

export const rootScope = (free: FreeVariables | null): Scope => ({ up: null, entry: { kind: 'root', free }, depth: 0 });

export function bind(scope: Scope, kind: 'variable' | 'closure' | 'label', name: string): Scope {
  return { up: scope, entry: { kind, name }, depth: scope.depth + 1 };
}

export function declare(scope: Scope, func: Func): Scope {
  return { up: scope, entry: { kind: 'function', function: func }, depth: scope.depth };
}

/** How many levels further out a name is bound, or -1. */
export function hopsTo(scope: Scope, kind: 'variable' | 'label', name: string): number {
  for (let at: Scope | null = scope; at !== null; at = at.up)
    if (at.entry.kind === kind && at.entry.name === name) return scope.depth - at.depth;
  return -1;
}

export function freeVariables(scope: Scope): FreeVariables | null {
  let at = scope;
  while (at.up !== null) at = at.up;
  return at.entry.kind === 'root' ? at.entry.free : null;
}

/** The parameter or function that a call means: names are distinguished by their number of arguments. */
export function callee(scope: Scope, name: string, arity: number): { hops: number } | Func | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.up) {
    const { entry } = at;
    if (entry.kind === 'closure' && arity === 0 && entry.name === name) return { hops: scope.depth - at.depth };
    if (entry.kind !== 'function') continue;
    const { definition } = entry.function;
    if (definition.name === name && definition.parameters.length === arity) return entry.function;
  }
  return undefined;
}
