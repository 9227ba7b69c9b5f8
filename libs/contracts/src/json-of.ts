/** Without such digits no number is too large. Looks at each run of them once. */
const manyDigits = /\d[eE]\+?\d|(?<!\d)\d{309}/;

/** The value of a JSON text; undefined for what is none, or has a number that no double holds and that would become null. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return !manyDigits.test(text) || hasAllFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether all numbers in it are. Takes whatever depth. */
function hasAllFinite(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'number' && !Number.isFinite(one)) return false;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) left.push(inner);
  }
  return true;
}
