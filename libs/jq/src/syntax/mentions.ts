import type { Ast } from './ast.ts';

/** Whether a tree contains a call of this name with this many arguments. */
export function mentions(tree: Ast, name: string, arity: number): boolean {
  const open: unknown[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const { type, name: called, args } = node as Partial<Extract<Ast, { type: 'call' }>>;
    if (type === 'call' && called === name && args?.length === arity) return true;
    if ((type as string) !== 'literal') for (const part of Object.values(node)) open.push(part);
  }
  return false;
}
