/** Compares two versions by Semantic Versioning 2.0.0 §11. Returns a negative number if `a` precedes `b`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return order(left.core, right.core) || preOrder(left.pre, right.pre);
}

function parts(version: string): { core: string[]; pre: string[] } {
  const [core = '', ...pre] = version.split('-');
  return { core: core.split('.'), pre: pre.length === 0 ? [] : pre.join('-').split('.') };
}

/** A version without a pre-release follows all its pre-releases. */
function preOrder(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return order(a, b);
}

function order(a: string[], b: string[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    if (left === right) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    if (isNumber) return Number(left) - Number(right);
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
