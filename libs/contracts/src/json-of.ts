/** Only numbers like this can overflow a double. Looks at each run of digits once. */
const manyDigits = /\d[eE]\+?\d|(?<!\d)\d{309}/;

/** Parses JSON; undefined if it is malformed, or has a number that overflows a double and would become null. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return !manyDigits.test(text) || hasAllFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether all numbers in it are finite, at any depth. */
function hasAllFinite(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'number' && !Number.isFinite(one)) return false;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) left.push(inner);
  }
  return true;
}
