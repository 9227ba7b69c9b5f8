/** The JSON Pointer (RFC 6901) of a path; `''` is the whole document. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${escaped(String(step))}`).join('');
}

/** One escaped step of a pointer. */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function pathOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescaped);
}

export function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
