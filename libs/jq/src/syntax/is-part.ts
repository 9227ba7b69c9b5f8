import type { Ast } from './ast.ts';

/** Whether a tree always yields the input, a variable, or a part of either, and never a new value. */
export function isPart(tree: Ast): boolean {
  if (tree.type === 'identity' || tree.type === 'variable') return true;
  if (tree.type === 'pipe') return isPart(tree.left) && isPart(tree.right);
  return tree.type === 'index' && isPart(tree.target) && isName(tree.key);
}

function isName(key: Ast): boolean {
  if (key.type === 'text') return key.parts.every((part) => typeof part === 'string');
  return key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number');
}
